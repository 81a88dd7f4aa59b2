import { LoggerService } from '@backstage/backend-plugin-api';
import { ClusterConnection, ClusterRegistry } from '../clusters';
import { ClusterInventory } from './ClusterInventory';
import { DEFAULT_TIMING, InventoryTiming } from './timing';

/** All clusters, in memory. It follows clusters that come, go and change. */
export class Inventory {
  readonly #logger: LoggerService;
  readonly #timing: InventoryTiming;
  readonly #unsubscribe: () => void;
  #followed = new Map<ClusterConnection, ClusterInventory>();
  #byName = new Map<string, ClusterInventory>();
  #state: 'idle' | 'running' | 'stopped' = 'idle';

  constructor(options: {
    registry: ClusterRegistry;
    logger: LoggerService;
    timing?: Partial<InventoryTiming>;
  }) {
    const { registry, logger } = options;
    this.#logger = logger;
    this.#timing = { ...DEFAULT_TIMING, ...options.timing };
    // Nothing is there to stop yet, so there is nothing to wait for.
    void this.#follow(registry.list());
    this.#unsubscribe = registry.subscribe(connections =>
      this.#follow(connections),
    );
  }

  /** Begins to read all clusters; does not wait for any. */
  start(): void {
    this.#state = 'running';
    this.clusters().forEach(cluster => cluster.start());
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#unsubscribe();
    await Promise.all(this.clusters().map(cluster => cluster.stop()));
  }

  clusters(): ClusterInventory[] {
    return [...this.#byName.values()];
  }

  cluster(name: string): ClusterInventory | undefined {
    return this.#byName.get(name);
  }

  /** Labels and annotations of a Namespace object, when it is known. */
  findNamespace(cluster: string, namespace: string) {
    const metadata = this.#byName
      .get(cluster)
      ?.store('Namespace')
      .get('', namespace)?.metadata;
    return (
      metadata && {
        labels: metadata.labels ?? {},
        annotations: metadata.annotations ?? {},
      }
    );
  }

  /** A connection that is there still keeps its store and its watches. */
  async #follow(connections: ClusterConnection[]): Promise<void> {
    const before = this.#followed;
    this.#followed = new Map(
      connections.map(connection => [
        connection,
        before.get(connection) ?? this.#begin(connection),
      ]),
    );
    this.#byName = new Map(
      [...this.#followed.values()].map(cluster => [
        cluster.details.name,
        cluster,
      ]),
    );
    await Promise.all(
      [...before]
        .filter(([connection]) => !this.#followed.has(connection))
        .map(([, cluster]) => cluster.stop()),
    );
  }

  #begin(connection: ClusterConnection): ClusterInventory {
    const cluster = new ClusterInventory({
      connection,
      timing: this.#timing,
      logger: this.#logger,
    });
    if (this.#state === 'running') {
      cluster.start();
    }
    return cluster;
  }
}
