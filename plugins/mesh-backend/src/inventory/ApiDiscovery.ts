import { ClusterConnection, KubernetesStatusError } from '../clusters';
import { WatchedKind } from './kinds';

/** Which version of a kind a cluster serves. */
export interface ServedKind {
  apiVersion: string;
  /** Path of the collection, e.g. `/apis/security.istio.io/v1/authorizationpolicies`. */
  path: string;
}

/** Group versions that every Kubernetes of today serves: no need to ask. */
const ALWAYS_SERVED = new Set(['', 'admissionregistration.k8s.io']);

/** Asks a cluster which versions it serves; one question for all kinds of a group. */
export class ApiDiscovery {
  readonly #connection: ClusterConnection;
  readonly #maxAgeMs: number;
  readonly #answers = new Map<
    string,
    { at: number; answer: Promise<unknown> }
  >();

  constructor(connection: ClusterConnection, options: { maxAgeMs: number }) {
    this.#connection = connection;
    this.#maxAgeMs = options.maxAgeMs;
  }

  /**
   * The best version that the cluster serves; undefined when it serves none.
   *
   * @throws errors of `ClusterConnection.request`
   */
  async find(kind: WatchedKind): Promise<ServedKind | undefined> {
    if (ALWAYS_SERVED.has(kind.group)) {
      return this.#served(kind, kind.versions[0]);
    }
    const group = await this.#ask<{ versions: { version: string }[] }>(
      `/apis/${kind.group}`,
    );
    const versions = new Set(group?.versions.map(v => v.version));
    for (const version of kind.versions) {
      if (versions.has(version)) {
        const list = await this.#ask<{ resources: { name: string }[] }>(
          `/apis/${kind.group}/${version}`,
        );
        if (list?.resources.some(resource => resource.name === kind.plural)) {
          return this.#served(kind, version);
        }
      }
    }
    return undefined;
  }

  #served(kind: WatchedKind, version: string): ServedKind {
    const { group, plural } = kind;
    const apiVersion = group ? `${group}/${version}` : version;
    const namespace = kind.namespace?.(this.#connection.details);
    return {
      apiVersion,
      path: `${group ? '/apis' : '/api'}/${apiVersion}/${
        namespace ? `namespaces/${namespace}/` : ''
      }${plural}`,
    };
  }

  #ask<T>(path: string): Promise<T | undefined> {
    const known = this.#answers.get(path);
    if (known && Date.now() - known.at < this.#maxAgeMs) {
      return known.answer as Promise<T | undefined>;
    }
    const answer = this.#connection.request<T>({ path }).catch(error => {
      if (error instanceof KubernetesStatusError && error.code === 404) {
        return undefined;
      }
      this.#answers.delete(path);
      throw error;
    });
    this.#answers.set(path, { at: Date.now(), answer });
    return answer;
  }
}
