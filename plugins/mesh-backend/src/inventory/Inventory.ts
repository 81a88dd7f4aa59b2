import { LoggerService } from '@backstage/backend-plugin-api';
import { ClusterRegistry } from '../clusters';
import { ClusterInventory } from './ClusterInventory';
import { DEFAULT_TIMING, InventoryTiming } from './timing';

/** All clusters, in memory. */
export class Inventory {
  readonly #clusters: Map<string, ClusterInventory>;

  constructor(options: {
    registry: ClusterRegistry;
    logger: LoggerService;
    timing?: Partial<InventoryTiming>;
  }) {
    const timing = { ...DEFAULT_TIMING, ...options.timing };
    this.#clusters = new Map(
      options.registry
        .list()
        .map(connection => [
          connection.details.name,
          new ClusterInventory({ connection, timing, logger: options.logger }),
        ]),
    );
  }

  /** Begins to read all clusters; does not wait for any. */
  start(): void {
    this.#clusters.forEach(cluster => cluster.start());
  }

  async stop(): Promise<void> {
    await Promise.all(this.clusters().map(cluster => cluster.stop()));
  }

  clusters(): ClusterInventory[] {
    return [...this.#clusters.values()];
  }

  cluster(name: string): ClusterInventory | undefined {
    return this.#clusters.get(name);
  }

  /** Labels and annotations of a Namespace object, when it is known. */
  findNamespace(cluster: string, namespace: string) {
    const metadata = this.#clusters
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
}
