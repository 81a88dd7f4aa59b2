import { Config } from '@backstage/config';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { READER_SERVICE_ACCOUNT } from '@meshport/istio';
import { controlPlaneNamespace } from '../../clusters/config';
import { createCredentials } from '../../clusters/createCredentials';
import { ClusterConnection, ClusterRegistry } from '../../clusters/types';
import { refuseMissingNamespace } from '../../manifests/namespaces';
import { isDnsLabel } from '../../manifests/objects';
import { ApplySettings } from '../../manifests/settings';
import { writableCluster } from '../../manifests/writableCluster';
import { refusedServer, Resolve } from '../common/refusedServer';
import { readRemoteSettings, RemoteSettings } from '../common/remoteSettings';

/** A primary and a remote, as configuration and Istio say of them. */
export interface Pair {
  /** Names of the clusters. */
  primary: string;
  remote: string;
  /** Istio's ID of the remote. */
  clusterId: string;
  primaryNamespace: string;
  remoteNamespace: string;
  account: string;
  server: string;
  tlsServerName?: string;
  proxyUrl?: string;
}

/** How istiod reaches a remote, out of what configuration says of it. */
export function reachOf({
  server,
  tlsServerName,
  proxyUrl,
}: Pair): Pick<Pair, 'server' | 'tlsServerName' | 'proxyUrl'> {
  return { server, tlsServerName, proxyUrl };
}

/** Says which clusters may be paired, and how. */
export class Pairs {
  readonly #config: Config;
  readonly #registry: ClusterRegistry;
  readonly #settings: ApplySettings;
  readonly #istioId: (cluster: string) => string;
  readonly #resolve: Resolve | undefined;

  constructor(options: {
    config: Config;
    registry: ClusterRegistry;
    settings: ApplySettings;
    /** Istio's ID of a cluster. */
    istioId: (cluster: string) => string;
    resolve?: Resolve;
  }) {
    this.#config = options.config;
    this.#registry = options.registry;
    this.#settings = options.settings;
    this.#istioId = options.istioId;
    this.#resolve = options.resolve;
  }

  /**
   * The pair of two clusters; asks no cluster. Server, name and proxy come from
   * configuration and from nowhere else.
   *
   * @throws `InputError` that names the field
   */
  async of(primary: string, remote: string): Promise<Pair> {
    if (primary === remote) {
      throw new InputError('remote: choose another cluster than the primary');
    }
    const [from, to] = [
      this.#details('primary', primary),
      this.#details('remote', remote),
    ];
    const settings = this.#settingsOf('remote', remote);
    const clusterId = this.#istioId(remote);
    if (!isDnsLabel(clusterId)) {
      throw new InputError(
        `remote: Istio calls cluster ${remote} ${JSON.stringify(
          clusterId,
        )}, and no Secret can be named by it; an administrator has to install its Istio with another global.multiCluster.clusterName (lower-case letters, digits and -)`,
      );
    }
    if (clusterId === this.#istioId(primary)) {
      throw new InputError(
        `remote: Istio calls both clusters ${clusterId}, so the istiods of ${primary} would pass over it; an administrator has to give each its own global.multiCluster.clusterName`,
      );
    }
    const { tlsServerName, proxyUrl } = settings;
    return {
      primary,
      remote,
      clusterId,
      primaryNamespace: controlPlaneNamespace(from),
      remoteNamespace: controlPlaneNamespace(to),
      account: READER_SERVICE_ACCOUNT,
      server: settings.server ?? (await this.#ownServer(remote)),
      ...(tlsServerName ? { tlsServerName } : {}),
      ...(proxyUrl ? { proxyUrl } : {}),
    };
  }

  /** Both clusters, to write to. Errors as `writableCluster`. */
  connections(
    of: Pick<Pair, 'primary' | 'remote'>,
  ): Record<'primary' | 'remote', ClusterConnection> {
    return {
      primary: writableCluster(this.#registry, this.#settings, of.primary),
      remote: writableCluster(this.#registry, this.#settings, of.remote),
    };
  }

  /** The clusters that an administrator named and that can be used now. */
  named(): ClusterConnection[] {
    const names = readRemoteSettings(this.#config).map(({ name }) => name);
    return this.#registry
      .list()
      .filter(({ details }) => names.includes(details.name));
  }

  /** Throws when istiod may not be sent to the server, or a namespace is missing. */
  async check(pair: Pair): Promise<void> {
    const { primary, remote } = this.connections(pair);
    await this.refuseServer(pair);
    await refuseMissingNamespace(primary, {
      name: pair.primaryNamespace,
      field: 'primary',
    });
    await refuseMissingNamespace(remote, {
      name: pair.remoteNamespace,
      field: 'remote',
    });
  }

  /** Throws `InputError` when the server is none of a production cluster. */
  async refuseServer({
    remote,
    server,
  }: Pick<Pair, 'remote' | 'server'>): Promise<void> {
    const { development } = this.#settingsOf('remote', remote);
    const why = await refusedServer(server, {
      development,
      resolve: this.#resolve,
    });
    if (why) {
      throw new InputError(
        `remote: the server of ${remote} ${why}; an administrator has to set remote.server of the cluster in mesh.clusters to the address at which the primary reaches it${
          /loopback/.test(why)
            ? ' (remote.development: true takes a loopback address, for trying things out)'
            : ''
        }`,
      );
    }
  }

  /** Throws `ConflictError` when a pair is not what was approved. */
  refuseChanged(pair: Pair, approved: Pair): void {
    const names = Object.keys({ ...pair, ...approved }) as (keyof Pair)[];
    const changed = names.filter(name => pair[name] !== approved[name]);
    if (changed.length) {
      throw new ConflictError(
        `remote: ${changed.join(', ')} of ${pair.primary} and ${pair.remote} ${
          changed.length > 1 ? 'are' : 'is'
        } not what was approved any more; ask anew`,
      );
    }
  }

  #details(field: string, name: string) {
    this.#settingsOf(field, name);
    try {
      return this.#registry.get(name).details;
    } catch (error) {
      if (error instanceof NotFoundError) {
        throw new InputError(
          `${field}: cluster ${name} cannot be used now; an administrator finds why in the log`,
        );
      }
      throw error;
    }
  }

  #settingsOf(field: string, name: string): RemoteSettings {
    const found = readRemoteSettings(this.#config).find(
      one => one.name === name,
    );
    if (!found) {
      throw new NotAllowedError(
        `${field}: cluster ${name} is not among those that an administrator named (mesh.clusters); only these are joined`,
      );
    }
    return found;
  }

  /** Where we reach the cluster ourselves. */
  async #ownServer(remote: string): Promise<string> {
    const { details } = this.#registry.get(remote);
    const missing = new InputError(
      `remote: where the primary reaches the API server of ${remote} is not known; an administrator has to set remote.server of the cluster in mesh.clusters`,
    );
    if (details.endpoint) {
      return details.endpoint.server;
    }
    if (!details.kubeconfig) {
      throw missing;
    }
    const { server } = await createCredentials(details)
      .get()
      .catch(() => {
        throw missing;
      });
    return server;
  }
}
