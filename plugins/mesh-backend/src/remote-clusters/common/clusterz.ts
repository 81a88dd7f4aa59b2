import {
  ClusterConnection,
  controlPlaneNamespace,
  getFromPod,
  KubernetesObject,
  KubernetesStatusError,
} from '../../clusters';
import { monitoringPort } from '../../inventory/istiodPods';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** A cluster as an istiod names it. */
export interface ClusterzEntry {
  id: string;
  /** `namespace/name`; empty for istiod's own cluster and where a file told it. */
  secretName: string;
  /** `synced`, `syncing`, `timeout` or `closed`. */
  syncStatus: string;
}

/** What one istiod says of the clusters that it reads. */
export interface IstiodClusters {
  namespace: string;
  pod: string;
  uid: string;
  /** `default` where the pod names none. */
  revision: string;
  /** Undefined when it could not be asked; then `failure` says why. */
  clusters?: ClusterzEntry[];
  failure?: string;
}

/**
 * Reads the answer of istiod to `debug/clusterz` (pilot/pkg/xds/debug.go).
 *
 * @throws `SyntaxError` when it is not understood
 */
export function readClusterz(text: string): ClusterzEntry[] {
  const value: unknown = JSON.parse(text);
  // A Go program writes an empty list as null.
  const list = value ?? [];
  if (!Array.isArray(list)) {
    throw new SyntaxError('it is not a list');
  }
  return list.map(one => {
    const {
      id,
      secretName = '',
      syncStatus,
    } = (one ?? {}) as Record<string, unknown>;
    if (
      typeof id !== 'string' ||
      typeof secretName !== 'string' ||
      typeof syncStatus !== 'string'
    ) {
      throw new SyntaxError('a cluster of it has no ID or no status');
    }
    return { id, secretName, syncStatus };
  });
}

/** Asks one istiod over a forwarded port, as istioctl does; never throws for what a cluster answers. */
export async function askClusterz(
  connection: ClusterConnection,
  pod: KubernetesObject,
  options: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<IstiodClusters> {
  const { name, namespace = '', uid = '', labels } = pod.metadata;
  const about = {
    namespace,
    pod: name,
    uid,
    revision: labels?.['istio.io/rev'] ?? 'default',
  };
  try {
    const answer = await getFromPod(connection, {
      namespace,
      pod: name,
      port: Number(monitoringPort(pod as any)),
      path: '/debug/clusterz',
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      signal: options.signal,
    });
    if (answer.status !== 200) {
      return {
        ...about,
        failure:
          answer.status === 404
            ? `istiod ${name} does not tell its clusters; set ENABLE_DEBUG_ON_HTTP=true on it.`
            : `istiod ${name} refuses to tell its clusters (${answer.status}).`,
      };
    }
    return { ...about, clusters: readClusterz(answer.text) };
  } catch (error) {
    if (options.signal?.aborted) {
      throw error;
    }
    return { ...about, failure: whyNotAsked(error as Error, namespace, name) };
  }
}

/**
 * What every running istiod of a control plane says, asked now.
 *
 * @throws what the API server says when istiod's pods may not be listed
 */
export async function askIstiods(
  connection: ClusterConnection,
  options: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<IstiodClusters[]> {
  const namespace = controlPlaneNamespace(connection.details);
  const { items } = await connection.request<{ items?: KubernetesObject[] }>({
    path: `/api/v1/namespaces/${namespace}/pods`,
    query: { labelSelector: 'app=istiod' },
    signal: options.signal,
  });
  return Promise.all(
    (items ?? [])
      .filter(
        ({ status, metadata }) =>
          status?.phase === 'Running' && !metadata.deletionTimestamp,
      )
      .map(pod => askClusterz(connection, pod, options)),
  );
}

function whyNotAsked(error: Error, namespace: string, pod: string): string {
  if (error instanceof SyntaxError) {
    return `What istiod ${pod} answers about its clusters is not understood.`;
  }
  if (error instanceof KubernetesStatusError) {
    return error.code === 403
      ? `Meshport may not forward a port to istiod; grant it get and create on pods/portforward in namespace ${namespace} (docs/rbac/control-plane.yaml).`
      : `The cluster forwards no port to istiod ${pod}: ${error.message} (${error.code}).`;
  }
  return `istiod ${pod} did not tell its clusters: ${error.message}.`;
}
