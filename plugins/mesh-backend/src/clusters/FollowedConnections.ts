import { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { isDeepStrictEqual } from 'util';
import { ClusterConnection, ClusterListener, ClusterRegistry } from './types';

/**
 * One connection for each cluster that there is now. Those that nothing changes
 * about but words keep theirs, and with it everything that is known of them.
 */
export class FollowedConnections implements ClusterRegistry {
  readonly #logger: LoggerService;
  readonly #connect: (details: MeshClusterDetails) => ClusterConnection;
  readonly #listeners = new Set<ClusterListener>();
  readonly #retiring = new Set<Promise<unknown>>();
  #connections = new Map<string, ClusterConnection>();

  constructor(options: {
    logger: LoggerService;
    connect: (details: MeshClusterDetails) => ClusterConnection;
  }) {
    this.#logger = options.logger;
    this.#connect = options.connect;
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

  follow(clusters: MeshClusterDetails[]): void {
    const before = this.#connections;
    this.#connections = new Map(
      clusters.map(details => [
        details.name,
        this.#keep(before.get(details.name), details) ?? this.#connect(details),
      ]),
    );
    const retired = [...before.values()].filter(
      connection =>
        this.#connections.get(connection.details.name) !== connection,
    );
    if (retired.length === 0 && before.size === this.#connections.size) {
      return;
    }
    this.#logger.info(
      `Following clusters: ${[...this.#connections.keys()].join()}`,
    );
    const stopping = [...this.#listeners].map(listener =>
      listener(this.list()),
    );
    const done = Promise.all([...stopping, ...retired.map(c => c.close())])
      .catch(error =>
        this.#logger.error('A dropped cluster was not closed', error as Error),
      )
      .finally(() => this.#retiring.delete(done));
    this.#retiring.add(done);
  }

  async close(): Promise<void> {
    await Promise.all([
      ...this.list().map(connection => connection.close()),
      ...this.#retiring,
    ]);
  }

  #keep(
    known: ClusterConnection | undefined,
    details: MeshClusterDetails,
  ): ClusterConnection | undefined {
    if (!known || !isDeepStrictEqual(reach(known.details), reach(details))) {
      return undefined;
    }
    known.describe(details);
    return known;
  }
}

/**
 * What a connection and what is read over it stand for: all but the words that
 * are looked up when they are shown. Fields that are undefined are as good as
 * absent.
 */
function reach(details: MeshClusterDetails): unknown {
  const { title, owner, links, network, readOnly, ...rest } = details;
  return JSON.parse(JSON.stringify(rest));
}
