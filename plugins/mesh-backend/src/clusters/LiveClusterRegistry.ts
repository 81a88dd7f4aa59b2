import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { NotFoundError } from '@backstage/errors';
import {
  MeshClusterDetails,
  MeshClusterSupplier,
} from '@meshport/backstage-plugin-mesh-node';
import { isDeepStrictEqual } from 'util';
import { readRefreshSeconds } from './config';
import {
  ConfiguredClusters,
  readConfiguredClusters,
} from './configuredClusters';
import { createCredentials } from './createCredentials';
import { HttpClusterConnection } from './HttpClusterConnection';
import { mergeClusters } from './mergeClusters';
import { pause, SupplierPoll } from './SupplierPoll';
import { ClusterConnection, ClusterListener, ClusterRegistry } from './types';

/** The start of the backend waits this long for suppliers, no longer. */
const START_WAIT_MS = 3000;

/** What a registry is made from. */
export interface LiveClusterRegistryOptions {
  config: Config;
  suppliers: MeshClusterSupplier[];
  logger: LoggerService;
  connect?: (details: MeshClusterDetails) => ClusterConnection;
  /** How long the start waits for suppliers, in milliseconds; default 3,000. */
  startWaitMs?: number;
  /** How often suppliers are asked, in milliseconds; default as configured. */
  refreshMs?: number;
}

/**
 * The clusters that configuration and suppliers name now. Those that nothing
 * changes about keep their connection.
 */
export class LiveClusterRegistry implements ClusterRegistry {
  readonly #options: LiveClusterRegistryOptions;
  readonly #polls: SupplierPoll[];
  readonly #listeners = new Set<ClusterListener>();
  readonly #stop = new AbortController();
  readonly #retiring = new Set<Promise<unknown>>();
  #connections = new Map<string, ClusterConnection>();
  #configured: ConfiguredClusters;
  /** Problems that hold now and were said. */
  #said = new Set<string>();
  #refreshMs: number;
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
    this.#configured = this.#read();
    this.#refreshMs = this.#readRefreshMs();
    this.#polls = options.suppliers.map(
      (supplier, index) => new SupplierPoll({ supplier, number: index + 1 }),
    );
  }

  list(): ClusterConnection[] {
    return [...this.#connections.values()];
  }

  get(name: string): ClusterConnection {
    const connection = this.#connections.get(name);
    if (!connection) {
      throw new NotFoundError(`There is no cluster '${name}'`);
    }
    return connection;
  }

  subscribe(listener: ClusterListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks nobody any more and closes all connections. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([
      ...this.list().map(connection => connection.close()),
      ...this.#retiring,
    ]);
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
            intervalMs: () => this.#refreshMs,
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
    if (this.#polls.length + this.#configured.clusters.length === 0) {
      this.#options.logger.warn(
        'No cluster is configured; add one to mesh.clusters in app-config.yaml',
      );
    }
  }

  #read(): ConfiguredClusters {
    const { config, suppliers } = this.#options;
    return readConfiguredClusters(config, {
      othersFollow: suppliers.length > 0,
    });
  }

  #readRefreshMs(): number {
    const { config, refreshMs } = this.#options;
    return refreshMs ?? readRefreshSeconds(config) * 1000;
  }

  /** Wrong configuration stops the start, but not what runs already. */
  #reload(): void {
    try {
      const configured = this.#read();
      this.#refreshMs = this.#readRefreshMs();
      this.#configured = configured;
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
    const merged = mergeClusters([this.#configured, ...this.#polls]);
    this.#say([
      ...this.#configured.problems,
      ...this.#polls.flatMap(poll => poll.problem ?? []),
      ...merged.problems,
    ]);
    this.#follow(merged.clusters);
  }

  #follow(clusters: MeshClusterDetails[]): void {
    const before = this.#connections;
    this.#connections = new Map(
      clusters.map(details => {
        const known = before.get(details.name);
        const isSame = known && describesSame(known.details, details);
        return [details.name, isSame ? known : this.#connect(details)];
      }),
    );
    const retired = [...before.values()].filter(
      connection =>
        this.#connections.get(connection.details.name) !== connection,
    );
    const isUnchanged =
      retired.length === 0 && before.size === this.#connections.size;
    if (isUnchanged) {
      return;
    }
    const { logger } = this.#options;
    logger.info(`Following clusters: ${[...this.#connections.keys()].join()}`);
    const stopping = [...this.#listeners].map(listener =>
      listener(this.list()),
    );
    const done = Promise.all([...stopping, ...retired.map(c => c.close())])
      .catch(error =>
        logger.error('A dropped cluster was not closed', error as Error),
      )
      .finally(() => this.#retiring.delete(done));
    this.#retiring.add(done);
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
      createCredentials(details, { warn }),
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

/** Fields that are undefined are as good as absent. */
function describesSame(a: MeshClusterDetails, b: MeshClusterDetails): boolean {
  return isDeepStrictEqual(
    JSON.parse(JSON.stringify(a)),
    JSON.parse(JSON.stringify(b)),
  );
}
