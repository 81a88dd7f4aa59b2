import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { CompoundEntityRef } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import {
  CertificateFleet,
  ClusterCertificates,
  ClusterCertificatesDetail,
  MeshAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import { ClusterRegistry } from '../../clusters/types';
import { RecentReadings } from '../../clusters/RecentReadings';
import { Caller } from '../../entities/EntityLookup';
import { ReadScope } from '../../entities/ReadScope';
import { ReadyAnswer, readyAnswer } from '../../entities/ReadyAnswer';
import { ClusterInventory, Inventory } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { AuthoritySettings } from '../config/authoritySettings';
import { Issuance } from '../issuance/Issuance';
import { IssuanceStore } from '../issuance/IssuanceStore';
import { AuthorityViews, authorityView } from './AuthorityViews';
import { CacertsReading } from './CacertsReading';
import { clusterCertificates, CertificateSources } from './clusterCertificates';
import { clusterDetails } from './clusterDetails';
import { commonRoots } from './commonRoots';
import { EntityClusters } from './EntityClusters';
import {
  freshnessOf,
  maySeeAuthority,
  withoutDetails,
} from './sightedCertificates';
import { issuanceViews } from './issuanceView';
import { RootChanges } from './sources';

/** What the reader is made of. */
export interface CertificatesServices {
  inventory: Inventory;
  registry: Pick<ClusterRegistry, 'list'>;
  authorizer: MeshAuthorizer;
  entities: EntityClusters;
  readings: RecentReadings<CacertsReading>;
  settings: readonly AuthoritySettings[];
  authorities: AuthorityViews;
  issuances: Pick<IssuanceStore, 'list'>;
  /** Why an issuance cannot be revoked, as a sentence; undefined when it can. */
  whyNotRevocable: (issuance: Issuance) => string | undefined;
  rootChanges: RootChanges;
}

/** Answers who signs in which cluster, of what the caller may see. */
export class CertificatesReader {
  constructor(private readonly services: CertificatesServices) {}

  /** Every cluster, the configured authorities, and who trusts whom. @throws `NotAllowedError` */
  async fleet({ credentials }: Caller): Promise<ReadyAnswer> {
    const scope = await this.#scope(credentials);
    const clusters = this.#readable(scope);
    const [sources, seen] = await Promise.all([
      this.sources(clusters),
      this.services.authorities.seen(credentials, name =>
        scope.mayReadCluster(name),
      ),
    ]);
    const items = this.#items(clusters, sources, scope);
    const mayRead = (name: string) => {
      const cluster = clusters.find(({ details }) => details.name === name);
      return cluster !== undefined && this.#maySee(cluster, scope);
    };
    const answer: CertificateFleet = {
      items,
      ...this.#frame(clusters),
      authorities: seen.map(authorityView),
      commonRoots: commonRoots(items),
      orphans: sources.issuances.filter(
        ({ state, cluster }) => state === 'orphaned' && mayRead(cluster),
      ),
      unknown: [],
    };
    return readyAnswer(answer, scope.decision);
  }

  /** Of every cluster, for an answer that holds more. @throws `NotAllowedError` */
  async overview({
    credentials,
  }: Pick<Caller, 'credentials'>): Promise<ClusterCertificates[]> {
    const scope = await this.#scope(credentials);
    const clusters = this.#readable(scope);
    return this.#items(clusters, await this.sources(clusters), scope);
  }

  /**
   * One cluster.
   *
   * @throws `NotFoundError` in the same words for a cluster that is not there
   * and one that the caller may not see
   */
  async one(name: string, { credentials }: Caller): Promise<ReadyAnswer> {
    const scope = await this.#scope(credentials);
    const cluster = this.#readable(scope).find(
      ({ details }) => details.name === name,
    );
    if (!cluster) {
      throw new NotFoundError(`There is no cluster ${name} that you may see`);
    }
    const sources = await this.sources([cluster]);
    const found = clusterCertificates(cluster, sources);
    const maySee = this.#maySee(cluster, scope);
    const answer: ClusterCertificatesDetail = {
      items: [maySee ? found.certificates : withoutDetails(found.certificates)],
      clusters: freshnessOf([cluster]),
      withheld: [],
      ...(maySee
        ? { details: clusterDetails(cluster, found, sources, this.services) }
        : {}),
    };
    return readyAnswer(answer, scope.decision);
  }

  /**
   * Of the cluster that a resource of the catalog stands for, or of the
   * clusters in which a component runs.
   *
   * @throws `NotFoundError` when the caller does not see the entity
   */
  async ofEntity(ref: CompoundEntityRef, caller: Caller): Promise<ReadyAnswer> {
    const scope = await this.#scope(caller.credentials);
    const clusters = await this.services.entities.of(
      ref,
      caller,
      this.#readable(scope),
      scope,
      this.services.inventory.clusters().length,
    );
    const answer: MeshAnswer<ClusterCertificates> = clusters
      ? {
          items: this.#items(
            clusters.found,
            await this.sources(clusters.found),
            scope,
          ),
          clusters: freshnessOf(clusters.asked),
          withheld: [],
          ...(clusters.hides ? { withheldClusters: true } : {}),
        }
      : { items: [], clusters: [], withheld: [], missingAnnotation: true };
    return readyAnswer(answer, scope.decision);
  }

  /** What certificates of these clusters are made from. */
  async sources(
    clusters: readonly ClusterInventory[],
  ): Promise<CertificateSources> {
    const { inventory, registry, readings, rootChanges, settings } =
      this.services;
    const homes = new Set(
      clusters.map(({ details }) => details.primary ?? details.name),
    );
    const [read, issuances, changes] = await Promise.all([
      readings.of(
        registry.list().filter(({ details }) => homes.has(details.name)),
      ),
      this.services.issuances.list(),
      rootChanges.underWay(),
    ]);
    return {
      clusters: inventory.clusters(),
      readings: read,
      issuances: issuanceViews(issuances, this.services.whyNotRevocable),
      rootChanges: changes,
      authorities: new Map(settings.map(one => [one.name, one])),
      now: new Date(),
    };
  }

  #items(
    clusters: readonly ClusterInventory[],
    sources: CertificateSources,
    scope: ReadScope,
  ): ClusterCertificates[] {
    return clusters.map(cluster => {
      const { certificates } = clusterCertificates(cluster, sources);
      return this.#maySee(cluster, scope)
        ? certificates
        : withoutDetails(certificates);
    });
  }

  #maySee(cluster: ClusterInventory, scope: ReadScope): boolean {
    const { primary } = cluster.details;
    const home =
      primary === undefined
        ? undefined
        : this.services.inventory.cluster(primary);
    return (
      maySeeAuthority(cluster, home, scope) &&
      (!home || scope.mayReadCluster(home.details.name))
    );
  }

  #scope(credentials: BackstageCredentials): Promise<ReadScope> {
    return ReadScope.create(this.services.authorizer, credentials);
  }

  #readable(scope: ReadScope): ClusterInventory[] {
    return this.services.inventory
      .clusters()
      .filter(({ details }) => scope.mayReadCluster(details.name));
  }

  #frame(clusters: readonly ClusterInventory[]) {
    return {
      clusters: freshnessOf(clusters),
      withheld: [],
      ...(clusters.length < this.services.inventory.clusters().length
        ? { withheldClusters: true }
        : {}),
    };
  }
}
