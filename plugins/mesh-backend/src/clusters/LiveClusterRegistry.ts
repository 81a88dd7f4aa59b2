import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { FailingClusterSource } from '@meshport/backstage-plugin-mesh-common';
import {
  MeshClusterDetails,
  MeshClusterSupplier,
} from '@meshport/backstage-plugin-mesh-node';
import { AuthStrategies } from './AuthStrategies';
import { CatalogPoll, ReadCatalogClusters } from './CatalogPoll';
import { AWS_CLUSTER_ID } from './catalogCluster';
import { withCatalogWords } from './clusterAbout';
import { ClusterSettings } from './ClusterSettings';
import { createCredentials } from './createCredentials';
import { FollowedConnections } from './FollowedConnections';
import { HttpClusterConnection } from './HttpClusterConnection';
import { doubleIds } from './istioClusterIds';
import { mergeClusters } from './mergeClusters';
import { doubleReach } from './sameReach';
import { pause, SupplierPoll } from './SupplierPoll';
import { ClusterConnection, ClusterListener, ClusterRegistry } from './types';

/** The start of the backend waits this long for suppliers, no longer. */
const START_WAIT_MS = 3000;

/** What a registry is made from. */
export interface LiveClusterRegistryOptions {
  config: Config;
  suppliers: MeshClusterSupplier[];
  logger: LoggerService;
  /** Those that modules have added; default: none. */
  strategies?: AuthStrategies;
  /** How the catalog is asked for its clusters; without it it is not asked. */
  readCatalog?: ReadCatalogClusters;
  connect?: (details: MeshClusterDetails) => ClusterConnection;
  /** How long the start waits for suppliers, in milliseconds; default 3,000. */
  startWaitMs?: number;
  /** How often suppliers are asked, in milliseconds; default as configured. */
  refreshMs?: number;
}

/** The clusters that configuration, suppliers and the catalog name now. */
export class LiveClusterRegistry implements ClusterRegistry {
  readonly #options: LiveClusterRegistryOptions;
  readonly #polls: SupplierPoll[];
  readonly #catalog: CatalogPoll | undefined;
  readonly #settings: ClusterSettings;
  readonly #strategies: AuthStrategies;
  readonly #followed: FollowedConnections;
  readonly #stop = new AbortController();
  /** Problems that hold now and were said. */
  #said = new Set<string>();
  #isStarted = false;

  /**
   * Connects to nothing yet: a cluster that is down does not stop the start,
   * nor does a supplier that fails or is slow.
   *
   * @throws `InputError` when a cluster of `mesh.clusters` is described wrongly
   */
  static async start(
    options: LiveClusterRegistryOptions,
  ): Promise<LiveClusterRegistry> {
    const registry = new LiveClusterRegistry(options);
    await registry.#start();
    return registry;
  }

  private constructor(options: LiveClusterRegistryOptions) {
    this.#options = options;
    this.#strategies = options.strategies ?? new AuthStrategies();
    this.#followed = new FollowedConnections({
      logger: options.logger,
      connect: details => this.#connect(details),
    });
    this.#catalog = options.readCatalog
      ? new CatalogPoll({ read: options.readCatalog })
      : undefined;
    this.#settings = new ClusterSettings(options.config, {
      othersFollow: options.suppliers.length > 0,
      strategies: this.#strategies,
    });
    this.#polls = options.suppliers.map(
      (supplier, index) => new SupplierPoll({ supplier, number: index + 1 }),
    );
  }

  list(): ClusterConnection[] {
    return this.#followed.list();
  }

  get(name: string): ClusterConnection {
    return this.#followed.get(name);
  }

  subscribe(listener: ClusterListener): () => void {
    return this.#followed.subscribe(listener);
  }

  /** Sources that fail now; the clusters of their last answer stay. */
  failingSources(): FailingClusterSource[] {
    return [
      ...this.#polls.map(({ source: name, since }) => ({ name, since })),
      { name: 'the catalog', since: this.#catalog?.failure?.since },
    ].flatMap(({ name, since }) =>
      since === undefined
        ? []
        : [{ name, since: new Date(since).toISOString() }],
    );
  }

  /**
   * Begins to ask the catalog, for ever; does not wait. Called when the backend
   * is up, because the catalog may be a part of it.
   */
  followCatalog(): void {
    void this.#catalog?.run({
      signal: this.#stop.signal,
      intervalMs: () => this.#refreshMs(),
      onAnswer: () => this.#update(),
    });
  }

  /** Asks nobody any more and closes all connections. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#followed.close();
  }

  async #start(): Promise<void> {
    const { config, startWaitMs = START_WAIT_MS } = this.#options;
    const { signal } = this.#stop;
    const subscription = config.subscribe?.(() => this.#reload());
    signal.addEventListener('abort', () => subscription?.unsubscribe());
    const waiting = new AbortController();
    const firstAnswers = this.#polls.map(
      poll =>
        new Promise<void>(answered => {
          void poll.run({
            signal,
            intervalMs: () => this.#refreshMs(),
            onAnswer: () => {
              answered();
              this.#update();
            },
          });
        }),
    );
    await Promise.race([
      Promise.all(firstAnswers),
      pause(startWaitMs, waiting.signal),
    ]);
    waiting.abort();
    this.#isStarted = true;
    this.#update();
    const catalogMayLead =
      this.#catalog && !this.#settings.allowedHosts.isEmpty;
    if (
      this.#polls.length + this.#settings.configured.clusters.length === 0 &&
      !catalogMayLead
    ) {
      this.#options.logger.warn(
        'No cluster is configured; add one to mesh.clusters in app-config.yaml',
      );
    }
  }

  #refreshMs(): number {
    return this.#options.refreshMs ?? this.#settings.refreshMs;
  }

  /** Wrong configuration stops the start, but not what runs already. */
  #reload(): void {
    try {
      this.#settings.reload();
    } catch (error) {
      this.#options.logger.error(
        `The changed configuration of clusters is not taken over: ${
          (error as Error).message
        }`,
      );
      return;
    }
    this.#update();
  }

  #update(): void {
    if (!this.#isStarted || this.#stop.signal.aborted) {
      return;
    }
    const groups = [this.#settings.configured, ...this.#polls];
    const merged = mergeClusters(groups, this.#strategies);
    const others = groups.flatMap(({ clusters }) => clusters);
    const taken = new Set(others.map(each => each?.name));
    const audiences = others
      .map(each => each?.endpoint?.authMetadata?.[AWS_CLUSTER_ID])
      .filter(id => id !== undefined);
    const catalog = this.#catalog?.judge(taken, {
      allowedHosts: this.#settings.allowedHosts,
      strategies: this.#strategies,
      audiences: new Set(audiences),
    });
    const clusters = [...merged.clusters, ...(catalog?.clusters ?? [])];
    this.#say([
      ...this.#settings.configured.problems,
      ...this.#polls.flatMap(poll => poll.problem ?? []),
      ...merged.problems,
      ...(this.#catalog?.failure ? [this.#catalog.failure.message] : []),
      ...(catalog?.problems ?? []),
      ...doubleIds(clusters),
      ...doubleReach(clusters),
    ]);
    this.#followed.follow(
      clusters.map(details =>
        withCatalogWords(details, this.#catalog?.entity(details.name)),
      ),
    );
  }

  #connect(details: MeshClusterDetails): ClusterConnection {
    const { logger, connect } = this.#options;
    if (details.endpoint?.skipTLSVerify) {
      logger.warn(
        `the TLS certificate of cluster '${details.name}' is not checked, because of skipTLSVerify; give it a CA instead`,
      );
    }
    if (connect) {
      return connect(details);
    }
    const warn = (message: string) => logger.warn(message);
    return new HttpClusterConnection(
      details,
      createCredentials(details, { warn, strategies: this.#strategies }),
    );
  }

  /** Says each problem when it begins to hold. */
  #say(problems: string[]): void {
    for (const problem of problems) {
      if (!this.#said.has(problem)) {
        this.#options.logger.warn(problem);
      }
    }
    this.#said = new Set(problems);
  }
}
