import { X509Certificate } from 'crypto';
import { NotAllowedError } from '@backstage/errors';
import {
  ClusterConnection,
  controlPlaneNamespace,
  KubernetesObject,
  KubernetesStatusError,
} from '../../clusters';
import { toBackstageError } from '../../manifests/clusterErrors';
import { fingerprintOf } from './fingerprints';
import { shakeHands, ShownByServer } from './istiodHandshake';

/** Where istiod signs and serves proxies (`--secureGRPCAddr`). */
const SECURE_PORT = 15012;
const TIMEOUT_MS = 10_000;
/** What `kubectl rollout restart` writes. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/** One istiod as it shows itself at the port where it signs. */
export interface IstiodLook {
  pod: string;
  uid: string;
  isReady: boolean;
  /** It is being stopped: it may still sign for a moment. */
  isEnding: boolean;
  /**
   * SHA-256 (lower-case hex) of the certificates that it presents above its
   * own: the authority it signs by first. Absent when it could not be asked.
   */
  chain?: string[];
  /** DER of the names of the roots by which it takes client certificates; absent when it does not tell. */
  trusts?: Buffer[];
  /** Why it could not be asked, as a sentence. */
  failure?: string;
}

/** Restarts and observes every istiod of one control plane. */
export class IstiodReload {
  readonly #connection: ClusterConnection;
  readonly #namespace: string;

  constructor(connection: ClusterConnection, namespace?: string) {
    this.#connection = connection;
    this.#namespace = namespace ?? controlPlaneNamespace(connection.details);
  }

  /**
   * Every istiod that runs, asked now by a forwarded port.
   *
   * @throws what the API server says when pods may not be listed
   */
  async look(options: { signal: AbortSignal }): Promise<IstiodLook[]> {
    const pods = await this.#pods(options.signal);
    return Promise.all(pods.map(pod => this.#lookAt(pod, options.signal)));
  }

  /** UIDs of the istiods that run now, without asking them. Errors as `look`. */
  async running(options: { signal: AbortSignal }): Promise<string[]> {
    const pods = await this.#pods(options.signal);
    return pods.map(({ metadata }) => metadata.uid ?? '');
  }

  /** The variables of each istiod that are set to a plain value. Errors as `look`. */
  async settings(options: {
    signal: AbortSignal;
  }): Promise<Record<string, string>[]> {
    return (await this.#pods(options.signal)).map(plainVariables);
  }

  async #pods(signal: AbortSignal): Promise<KubernetesObject[]> {
    const { items = [] } = await this.#request<{ items?: KubernetesObject[] }>({
      path: `/api/v1/namespaces/${this.#namespace}/pods`,
      query: { labelSelector: 'app=istiod' },
      signal,
    });
    return items.filter(
      ({ status }) =>
        status?.phase === 'Running' || status?.phase === 'Pending',
    );
  }

  /**
   * Restarts all Deployments of istiod, as `kubectl rollout restart` does. The
   * same moment written twice changes nothing.
   *
   * @param at - milliseconds since 1970: names this restart
   * @returns names of the Deployments
   * @throws `NotAllowedError` that names the command to be run by hand
   */
  async restart(options: {
    at: number;
    signal: AbortSignal;
    keepLease: () => Promise<void>;
  }): Promise<string[]> {
    const path = `/apis/apps/v1/namespaces/${this.#namespace}/deployments`;
    const { items = [] } = await this.#request<{ items?: KubernetesObject[] }>({
      path,
      query: { labelSelector: 'app=istiod' },
      signal: options.signal,
    });
    for (const { metadata } of items) {
      await options.keepLease();
      await this.#patch(`${path}/${metadata.name}`, metadata.name, options);
    }
    return items.map(({ metadata }) => metadata.name);
  }

  async #patch(
    path: string,
    name: string,
    { at, signal }: { at: number; signal: AbortSignal },
  ): Promise<void> {
    const annotations = { [RESTARTED_AT]: new Date(at).toISOString() };
    try {
      await this.#connection.request({
        method: 'PATCH',
        path,
        query: { fieldManager: 'meshport' },
        contentType: 'application/merge-patch+json',
        body: { spec: { template: { metadata: { annotations } } } },
        signal,
      });
    } catch (error) {
      if (error instanceof KubernetesStatusError && error.code === 403) {
        throw new NotAllowedError(
          `Meshport may not restart istiod; run 'kubectl rollout restart deployment/${name} -n ${
            this.#namespace
          }', or bind docs/rbac/ca.yaml`,
        );
      }
      throw toBackstageError(error, {
        cluster: this.#connection.details.name,
      });
    }
  }

  async #request<T>(
    request: Parameters<ClusterConnection['request']>[0],
  ): Promise<T> {
    try {
      return await this.#connection.request<T>(request);
    } catch (error) {
      throw toBackstageError(error, {
        cluster: this.#connection.details.name,
      });
    }
  }

  async #lookAt(
    pod: KubernetesObject,
    signal: AbortSignal,
  ): Promise<IstiodLook> {
    const { name, uid = '', deletionTimestamp } = pod.metadata;
    const about = {
      pod: name,
      uid,
      isReady: Boolean(
        pod.status?.conditions?.some(
          (one: any) => one.type === 'Ready' && one.status === 'True',
        ),
      ),
      isEnding: deletionTimestamp !== undefined,
    };
    if (!about.isReady || about.isEnding) {
      return about;
    }
    try {
      const { chain, authorities } = await this.#shake(name, signal);
      return {
        ...about,
        chain: chain
          .slice(1)
          .map(der => fingerprintOf(new X509Certificate(der))),
        ...(authorities ? { trusts: authorities } : {}),
      };
    } catch (error) {
      if (signal.aborted) {
        throw error;
      }
      return { ...about, failure: whyNotSeen(error as Error, name) };
    }
  }

  async #shake(pod: string, signal: AbortSignal): Promise<ShownByServer> {
    const once = async (version: 'TLSv1.2' | 'TLSv1.3') => {
      const within = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const stream = await this.#connection.portForward(
        this.#namespace,
        pod,
        SECURE_PORT,
        { signal: within, timeoutMs: TIMEOUT_MS },
      );
      try {
        return await shakeHands(stream, {
          serverName: `istiod.${this.#namespace}.svc`,
          signal: within,
          version,
        });
      } finally {
        stream.destroy();
      }
    };
    try {
      return await once('TLSv1.2');
    } catch (error) {
      if (String((error as { code?: unknown }).code).startsWith('ERR_SSL')) {
        return once('TLSv1.3');
      }
      throw error;
    }
  }
}

/** Settings of istiod's container; what comes from elsewhere is not known. */
function plainVariables({ spec }: KubernetesObject): Record<string, string> {
  const container =
    spec?.containers?.find((one: any) => one.name === 'discovery') ??
    spec?.containers?.[0];
  return Object.fromEntries(
    (container?.env ?? [])
      .filter((one: any) => typeof one.value === 'string')
      .map(({ name, value }: any) => [name, value]),
  );
}

function whyNotSeen(error: Error, pod: string): string {
  if (error instanceof KubernetesStatusError) {
    return error.code === 403
      ? 'Meshport may not forward a port to istiod; grant it get and create on pods/portforward there (docs/rbac/control-plane.yaml).'
      : `The cluster forwards no port to istiod ${pod}: ${error.message} (${error.code}).`;
  }
  return `istiod ${pod} did not show what it signs by: ${error.message}.`;
}
