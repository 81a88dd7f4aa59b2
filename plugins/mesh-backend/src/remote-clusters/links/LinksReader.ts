import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  CompoundEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  MeshAnswer,
  PreflightPairReport,
  RemoteFleet,
  RemoteLink,
  RemoteLinkDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { Caller } from '../../entities/EntityLookup';
import { ReadScope } from '../../entities/ReadScope';
import { ReadyAnswer, readyAnswer } from '../../entities/ReadyAnswer';
import { ClusterInventory, Inventory } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { JoinRecords } from '../common/JoinRecords';
import { FoundLink, linksOf, LinkSources } from './findLinks';
import { ToldAddress } from './LinkReading';
import { LinkWatch } from './LinkWatch';
import { Joinable, topologyOf } from './topology';

/** Type of the catalog's resources that stand for clusters. */
const CLUSTER_TYPE = 'kubernetes-cluster';

/** Answers which clusters read which, of what the caller may see. */
export class LinksReader {
  constructor(
    private readonly services: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
      catalog: CatalogService;
      watch: LinkWatch;
      records?: JoinRecords;
      settings: LinkSources['settings'];
      joinable: Joinable;
      /** What machines were told of istiod, by Istio's ID of their cluster. */
      machines?: () => Promise<ReadonlyMap<string, readonly ToldAddress[]>>;
      preflight: (
        pair: [string, string],
        credentials: BackstageCredentials,
        links: readonly RemoteLink[],
      ) => Promise<PreflightPairReport | undefined>;
    },
  ) {}

  /** Every link of every primary. @throws `NotAllowedError` */
  async fleet({ credentials }: Caller): Promise<ReadyAnswer> {
    const scope = await this.#scope(credentials);
    return readyAnswer(await this.#fleet(scope), scope.decision);
  }

  /** The same for an answer that holds more. @throws `NotAllowedError` */
  async overview({
    credentials,
  }: Pick<Caller, 'credentials'>): Promise<RemoteFleet> {
    return this.#fleet(await this.#scope(credentials));
  }

  async #fleet(scope: ReadScope): Promise<RemoteFleet> {
    const clusters = this.#readable(scope);
    const { links, withheld } = await this.#links(scope, clusters);
    return {
      items: links,
      ...this.#frame(clusters, withheld),
      topology: topologyOf(
        clusters,
        this.services.inventory,
        this.services.joinable,
        (cluster, namespace) => scope.mayReadNamespace(cluster, namespace),
      ),
    };
  }

  /**
   * One link, with what stands in the way of the two clusters.
   *
   * @throws `NotFoundError` in the same words for a link that is not there and
   * one that the caller may not see
   */
  async one(
    { primary, remote }: { primary: string; remote: string },
    { credentials }: Caller,
  ): Promise<ReadyAnswer> {
    const scope = await this.#scope(credentials);
    const clusters = this.#readable(scope).filter(({ details: { name } }) =>
      [primary, remote].includes(name),
    );
    const { links } = await this.#links(
      scope,
      clusters.filter(({ details }) => details.name === primary),
    );
    const link = links.find(
      one => one.remote === remote || (!one.remote && one.clusterId === remote),
    );
    if (!link) {
      throw new NotFoundError(
        `There is no link from ${primary} to ${remote} that you may see`,
      );
    }
    const preflight =
      link.remote &&
      (await this.services.preflight(
        [primary, link.remote],
        credentials,
        links,
      ));
    const answer: RemoteLinkDetail = {
      items: [link],
      ...this.#frame(clusters, false),
      ...(preflight ? { preflight } : {}),
    };
    return readyAnswer(answer, scope.decision);
  }

  /**
   * The links of the cluster that a resource of the catalog stands for, from
   * both ends.
   *
   * @throws `NotFoundError` when the caller does not see the entity
   */
  async ofEntity(
    ref: CompoundEntityRef,
    { credentials }: Caller,
  ): Promise<ReadyAnswer> {
    const scope = await this.#scope(credentials);
    const entity = await this.services.catalog.getEntityByRef(ref, {
      credentials,
    });
    if (!entity) {
      throw new NotFoundError(
        `There is no entity ${stringifyEntityRef(ref)} that you may see`,
      );
    }
    const { name } = entity.metadata;
    const isCluster =
      entity.kind === 'Resource' && entity.spec?.type === CLUSTER_TYPE;
    const clusters = this.#readable(scope);
    const own = clusters.filter(({ details }) => details.name === name);
    if (!isCluster || own.length === 0) {
      const nothing: MeshAnswer<RemoteLink> = {
        items: [],
        clusters: [],
        withheld: [],
        missingAnnotation: true,
      };
      return readyAnswer(nothing, scope.decision);
    }
    const { links, withheld } = await this.#links(scope, clusters);
    const answer: MeshAnswer<RemoteLink> = {
      items: links.filter(
        ({ primary, remote }) => primary === name || remote === name,
      ),
      ...this.#frame(clusters, withheld),
    };
    return readyAnswer(answer, scope.decision);
  }

  /** Every link that the caller may see. */
  async readable({
    credentials,
  }: Pick<Caller, 'credentials'>): Promise<RemoteLink[]> {
    const scope = await this.#scope(credentials);
    return (await this.#links(scope, this.#readable(scope))).links;
  }

  /** Links by which a cluster is read already, or is to be. */
  async joined(scope: ReadScope): Promise<RemoteLink[]> {
    const { links } = await this.#links(scope, this.#readable(scope));
    return links.filter(
      ({ sync, secrets }) =>
        secrets?.length || (sync !== 'absent' && sync !== 'unknown'),
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

  async #links(
    scope: ReadScope,
    primaries: readonly ClusterInventory[],
  ): Promise<{ links: RemoteLink[]; withheld: boolean }> {
    const { inventory, watch, records, settings, machines } = this.services;
    const all = inventory.clusters();
    const [readings, joins, told] = await Promise.all([
      watch.of(all.map(({ details }) => details.name)),
      records?.list() ?? [],
      machines?.() ?? new Map<string, ToldAddress[]>(),
    ]);
    const sources: LinkSources = {
      clusters: all,
      readings,
      records: joins,
      settings,
      machines: told,
      now: new Date(),
    };
    const found = primaries.flatMap(primary => linksOf(primary, sources));
    const seen = found.filter(({ clusters }) =>
      clusters.every(name => scope.mayReadCluster(name)),
    );
    return {
      links: seen.map(one => sighted(one, scope, inventory)),
      withheld: seen.length < found.length,
    };
  }

  #frame(clusters: ClusterInventory[], withheld: boolean) {
    return {
      clusters: clusters.map(cluster => cluster.freshness()),
      withheld: [],
      ...(withheld ||
      clusters.length < this.services.inventory.clusters().length
        ? { withheldClusters: true }
        : {}),
    };
  }
}

/** Without what stands in a namespace that the caller may not read. */
function sighted(
  { link }: FoundLink,
  scope: ReadScope,
  inventory: Inventory,
): RemoteLink {
  const namespace =
    inventory.cluster(link.primary)?.details.controlPlaneNamespace ??
    'istio-system';
  if (scope.mayReadNamespace(link.primary, namespace)) {
    return link;
  }
  const why = `You may not read namespace ${namespace} of ${link.primary}; ask its owner.`;
  return {
    primary: link.primary,
    ...(link.remote ? { remote: link.remote } : {}),
    clusterId: link.clusterId,
    declared: link.declared,
    secretsWhy: why,
    istiods: [],
    sync: link.sync,
    ...(link.syncAsOf ? { syncAsOf: link.syncAsOf } : {}),
    address: { told: [], state: link.address.state, why },
    ...(link.reach ? { reach: link.reach } : {}),
    ...(link.rotated ? { rotated: link.rotated } : {}),
    ...(link.expires ? { expires: link.expires } : {}),
    ...(link.tokenKind ? { tokenKind: link.tokenKind } : {}),
    ...(link.requestId ? { requestId: link.requestId } : {}),
    alarms: link.alarms.map(({ severity, code }) => ({
      severity,
      code,
      message: `Something is told in namespace ${namespace} of ${link.primary}, which you may not read.`,
      mend: 'Ask its owner.',
    })),
  };
}
