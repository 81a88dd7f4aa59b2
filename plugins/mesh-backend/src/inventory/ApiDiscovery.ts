import {
  ClusterConnection,
  InvalidAnswerError,
  KubernetesStatusError,
} from '../clusters';
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
  readonly #signal: AbortSignal | undefined;
  readonly #answers = new Map<
    string,
    { at: number; answer: Promise<unknown> }
  >();

  constructor(
    connection: ClusterConnection,
    options: {
      /** How long an answer holds. */
      maxAgeMs: number;
      /** Ends what is being asked. */
      signal?: AbortSignal;
    },
  ) {
    this.#connection = connection;
    this.#maxAgeMs = options.maxAgeMs;
    this.#signal = options.signal;
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
    const group = await this.#ask<'versions', { version: string }>(
      `/apis/${kind.group}`,
      'versions',
    );
    const versions = new Set(group?.map(v => v.version));
    for (const version of kind.versions) {
      if (versions.has(version)) {
        const resources = await this.#ask<'resources', { name: string }>(
          `/apis/${kind.group}/${version}`,
          'resources',
        );
        if (resources?.some(resource => resource.name === kind.plural)) {
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

  /** The list in that field of the answer; undefined when there is none (404). */
  #ask<F extends string, T>(path: string, field: F): Promise<T[] | undefined> {
    const known = this.#answers.get(path);
    if (known && Date.now() - known.at < this.#maxAgeMs) {
      return known.answer as Promise<T[] | undefined>;
    }
    const answer = this.#request<F, T>(path, field).catch(error => {
      this.#answers.delete(path);
      throw error;
    });
    this.#answers.set(path, { at: Date.now(), answer });
    return answer;
  }

  async #request<F extends string, T>(
    path: string,
    field: F,
  ): Promise<T[] | undefined> {
    try {
      const answer = await this.#connection.request<Record<F, T[]> | null>({
        path,
        signal: this.#signal,
      });
      const list = answer?.[field];
      if (!Array.isArray(list)) {
        throw new InvalidAnswerError('it does not say what it serves');
      }
      return list;
    } catch (error) {
      if (error instanceof KubernetesStatusError && error.code === 404) {
        return undefined;
      }
      throw error;
    }
  }
}
