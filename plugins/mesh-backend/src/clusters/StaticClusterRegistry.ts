import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { NotFoundError } from '@backstage/errors';
import {
  MeshClusterDetails,
  MeshClusterSupplier,
} from '@meshport/backstage-plugin-mesh-node';
import { checkClusters, readClusters } from './config';
import { HttpClusterConnection } from './HttpClusterConnection';
import { ClusterConnection, ClusterRegistry } from './types';

/** The clusters that configuration and suppliers name when the backend starts. */
export class StaticClusterRegistry implements ClusterRegistry {
  readonly #connections: Map<string, ClusterConnection>;

  /**
   * Connects to nothing yet: a cluster that is down does not stop the start.
   *
   * @throws `InputError` when a cluster is described wrongly
   */
  static async create(options: {
    config: Config;
    suppliers: MeshClusterSupplier[];
    logger: LoggerService;
    connect?: (details: MeshClusterDetails) => ClusterConnection;
  }): Promise<StaticClusterRegistry> {
    const described = readClusters(options.config).map((details, index) => ({
      details,
      source: `mesh.clusters[${index}]`,
    }));
    const supplied = await Promise.all(
      options.suppliers.map(supplier => supplier.getClusters()),
    );
    supplied.forEach((clusters, supplier) =>
      clusters.forEach((details, index) =>
        described.push({
          details,
          source: `cluster ${index} of supplier ${supplier}`,
        }),
      ),
    );
    checkClusters(described);
    if (described.length === 0) {
      options.logger.warn(
        'No cluster is configured; add one to mesh.clusters in app-config.yaml',
      );
    }
    const connect =
      options.connect ?? (details => new HttpClusterConnection(details));
    return new StaticClusterRegistry(
      described.map(({ details }) => connect(details)),
    );
  }

  constructor(connections: ClusterConnection[]) {
    this.#connections = new Map(connections.map(c => [c.details.name, c]));
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

  /** Closes all connections. */
  async close(): Promise<void> {
    await Promise.all(this.list().map(connection => connection.close()));
  }
}
