import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  ClusterHealth,
  ClusterSummary,
  FailingClusterSource,
  KindHealth,
  MeshAnswer,
  meshClusterReadPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { SupportTable } from '@meshport/istio';
import { ClusterInventory, Inventory, KindStatus } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { controlPlanesReport, Reader } from './controlPlanesReport';
import { ReadyAnswer, readyAnswer } from './ReadyAnswer';

/** What a caller may see of the fleet; `clusters` are those of the moment of the call. */
export interface FleetSight {
  reader: Reader;
  /** A text that is the same only for who may see the same. */
  decision: string;
  clusters(): ClusterInventory[];
  /** What goes with every answer about these clusters. */
  frame(
    clusters: readonly ClusterInventory[],
  ): Pick<MeshAnswer<unknown>, 'clusters' | 'withheldClusters'>;
}

/** Answers questions about the clusters themselves. */
export class FleetReader {
  readonly #inventory: Inventory;
  readonly #authorizer: MeshAuthorizer;
  readonly #failingSources: () => FailingClusterSource[];
  readonly #supportTable: SupportTable | undefined;

  constructor(options: {
    inventory: Inventory;
    authorizer: MeshAuthorizer;
    failingSources: () => FailingClusterSource[];
    /** Default: the one that is built in. */
    supportTable?: SupportTable;
  }) {
    this.#inventory = options.inventory;
    this.#authorizer = options.authorizer;
    this.#failingSources = options.failingSources;
    this.#supportTable = options.supportTable;
  }

  /** Throws `NotAllowedError` when the caller may not read clusters at all. */
  async clusters(credentials: BackstageCredentials): Promise<ReadyAnswer> {
    return this.#answer(credentials, (cluster, reader) =>
      this.summary(cluster, reader),
    );
  }

  /** Throws `NotAllowedError` when the caller may not read clusters at all. */
  async health(credentials: BackstageCredentials): Promise<ReadyAnswer> {
    const failingSources = this.#failingSources();
    return this.#answer<ClusterHealth>(
      credentials,
      cluster => ({
        cluster: cluster.details.name,
        kinds: cluster.statuses().map(kindHealth),
      }),
      { failingSources },
    );
  }

  /**
   * The clusters that the caller may read now.
   *
   * @throws `NotAllowedError` when the caller may not read clusters at all
   */
  async sight(credentials: BackstageCredentials): Promise<FleetSight> {
    const filters = await this.#authorizer.readFilters(credentials);
    if (filters.cluster.deniedOutright) {
      throw new NotAllowedError(
        `You may not see clusters: permission ${meshClusterReadPermission.name} is denied. Ask the platform team for it`,
      );
    }
    const reader: Reader = {
      mayReadCluster: name => filters.cluster({ name }),
      mayReadNamespace: (cluster, namespace) =>
        filters.namespace(
          this.#authorizer.namespaceResource(cluster, namespace),
        ),
    };
    return {
      reader,
      decision: `${filters.cluster.decision} ${filters.namespace.decision}`,
      clusters: () =>
        this.#inventory
          .clusters()
          .filter(({ details: { name } }) => reader.mayReadCluster(name)),
      frame: clusters => ({
        clusters: clusters.map(cluster => cluster.freshness()),
        ...(clusters.length < this.#inventory.clusters().length
          ? { withheldClusters: true }
          : {}),
      }),
    };
  }

  /** A cluster as `GET /clusters` shows it. */
  summary(cluster: ClusterInventory, reader: Reader): ClusterSummary {
    const { primary, ...about } = summarise(cluster);
    return {
      ...about,
      ...(primary && reader.mayReadCluster(primary) ? { primary } : {}),
      controlPlanes: controlPlanesReport(
        cluster,
        this.#inventory,
        reader,
        this.#supportTable,
      ),
    };
  }

  async #answer<T>(
    credentials: BackstageCredentials,
    toItem: (cluster: ClusterInventory, reader: Reader) => T,
    more: Partial<MeshAnswer<T>> = {},
  ): Promise<ReadyAnswer> {
    const { reader, decision, ...sight } = await this.sight(credentials);
    const clusters = sight.clusters();
    const answer: MeshAnswer<T> = {
      ...more,
      items: clusters.map(cluster => toItem(cluster, reader)),
      withheld: [],
      ...sight.frame(clusters),
    };
    return readyAnswer(answer, decision);
  }
}

function summarise(cluster: ClusterInventory): ClusterSummary {
  const { details } = cluster;
  const { name, title, network, primary, readOnly } = details;
  const runsIstiod = cluster.controlPlanes.pods().length > 0;
  return {
    name,
    title,
    istioClusterId: cluster.istioId.id,
    network,
    role: primary ? 'remote' : (runsIstiod && 'primary') || undefined,
    primary,
    kubernetesVersion: cluster.kubernetesVersion,
    owner: details.owner,
    links: details.links,
    writable: !readOnly,
  };
}

function kindHealth(status: KindStatus): KindHealth {
  const { kind, state, apiVersion, count, failure, lastFailure } = status;
  return {
    kind,
    state,
    apiVersion,
    count,
    lastEvent: isoTime(status.lastEvent),
    lastList: isoTime(status.lastList),
    asOf: isoTime(status.lastGood),
    failure,
    lastFailure,
  };
}

function isoTime(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
