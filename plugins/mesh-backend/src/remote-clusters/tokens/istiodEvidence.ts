import { controlPlaneNamespace } from '../../clusters/config';
import { getFromPod } from '../../clusters/getFromPod';
import { ClusterConnection, KubernetesObject } from '../../clusters/types';
import { monitoringPort } from '../../inventory/istiodPods';
import { parseIstiodVersion } from '../../inventory/istiodVersion';
import { askClusterz } from '../common/clusterz';
import { asking } from '../join/clusterErrors';

/** What one istiod shows of a remote cluster. */
export interface IstiodEvidence {
  pod: string;
  /** Of the pod. */
  uid: string;
  /** `synced`, `syncing`, `timeout` or `closed`; `absent` when it does not name the cluster. */
  status?: string;
  /** `namespace/name` of the Secret that it has the cluster from. */
  secretName?: string;
  /** Why it could not be asked. */
  failure?: string;
  version?: string;
  /** How many changes of remote secrets it has seen; absent where it does not tell. */
  secretEvents?: number;
  /** Endpoints of the cluster by service; absent where it does not tell. */
  endpoints?: Record<string, number>;
}

const METRIC = /^remote_cluster_secret_events_total(?:\{[^}]*\})? (\d+)/gm;

/** How many changes of remote secrets an istiod has counted, out of its metrics; undefined for one that counts none. */
export function secretEventsOf(metrics: string): number | undefined {
  const counts = [...metrics.matchAll(METRIC)].map(([, count]) =>
    Number(count),
  );
  return counts.length ? counts.reduce((sum, one) => sum + one, 0) : undefined;
}

/**
 * How many endpoints of a cluster an istiod has, by service and namespace, out of
 * its answer to `debug/endpointShardz` (pilot/pkg/model/endpointshards.go): shards
 * are named `PROVIDER/CLUSTER`.
 */
export function endpointsOf(
  shardz: string,
  clusterId: string,
): Record<string, number> {
  const services: Record<string, any> = JSON.parse(shardz) ?? {};
  const counts: Record<string, number> = {};
  for (const [host, namespaces] of Object.entries(services)) {
    for (const [namespace, value] of Object.entries<any>(namespaces ?? {})) {
      const count = Object.entries<any>(value?.Shards ?? {})
        .filter(([shard]) => shard.endsWith(`/${clusterId}`))
        .reduce((sum, [, endpoints]) => sum + (endpoints?.length ?? 0), 0);
      if (count > 0) {
        counts[`${namespace}/${host}`] = count;
      }
    }
  }
  return counts;
}

/** Asks every running istiod of a primary what it has of a remote cluster. */
export async function readEvidence(
  connection: ClusterConnection,
  clusterId: string,
  options: { signal?: AbortSignal; details?: boolean } = {},
): Promise<IstiodEvidence[]> {
  const namespace = controlPlaneNamespace(connection.details);
  const { items } = await asking(connection, `list pods in ${namespace}`, () =>
    connection.request<{ items: KubernetesObject[] }>({
      path: `/api/v1/namespaces/${namespace}/pods`,
      query: { labelSelector: 'app=istiod' },
      signal: options.signal,
    }),
  );
  const running = items.filter(
    ({ status, metadata }) =>
      status?.phase === 'Running' && !metadata.deletionTimestamp,
  );
  return Promise.all(
    running.map(pod => evidenceOf(connection, pod, clusterId, options)),
  );
}

async function evidenceOf(
  connection: ClusterConnection,
  pod: KubernetesObject,
  clusterId: string,
  options: { signal?: AbortSignal; details?: boolean },
): Promise<IstiodEvidence> {
  const { clusters, failure, uid } = await askClusterz(connection, pod, {
    signal: options.signal,
  });
  const about = { pod: pod.metadata.name, uid };
  if (!clusters) {
    return { ...about, failure };
  }
  const found = clusters.find(({ id }) => id === clusterId);
  const told = {
    ...about,
    status: found?.syncStatus ?? 'absent',
    ...(found?.secretName ? { secretName: found.secretName } : {}),
  };
  if (!options.details) {
    return told;
  }
  const ask = async <T>(path: string, read: (text: string) => T) => {
    try {
      const answer = await getFromPod(connection, {
        namespace: pod.metadata.namespace ?? '',
        pod: pod.metadata.name,
        port: Number(monitoringPort(pod as any)),
        path,
        signal: options.signal,
      });
      return answer.status === 200 ? read(answer.text) : undefined;
    } catch (error) {
      if (options.signal?.aborted) {
        throw error;
      }
      // It told its clusters: what else it tells is more, and may be missing.
      return undefined;
    }
  };
  return {
    ...told,
    version: await ask('/version', text => parseIstiodVersion(text)),
    secretEvents: await ask('/metrics', secretEventsOf),
    endpoints: await ask('/debug/endpointShardz', text =>
      endpointsOf(text, clusterId),
    ),
  };
}
