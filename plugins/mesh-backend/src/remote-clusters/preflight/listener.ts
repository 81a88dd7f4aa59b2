import { FIELD_MANAGER } from '@meshport/backstage-plugin-mesh-common';
import { KubernetesObject as PlainObject } from '@meshport/istio';
import { KubernetesStatusError } from '../../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../../clusters/types';
import { toBackstageError } from '../../manifests/clusterErrors';
import { describePod } from '../../manifests/podProblems';
import { PROBE_LABEL, PROBE_PORT } from './probeJobs';

const POLL_MS = 500;

/** A pod that listens, or why there is none. */
export type Listener = { address: string; port: number } | { why: string };

/** Runs the Job whose pod listens, and waits until it does. */
export async function listen(
  connection: ClusterConnection,
  object: PlainObject,
  about: { namespace: string; id: string; deadline: number },
  signal: AbortSignal | undefined,
): Promise<Listener> {
  const { namespace, id, deadline } = about;
  try {
    await connection.request({
      method: 'POST',
      path: `/apis/batch/v1/namespaces/${namespace}/jobs`,
      query: { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' },
      body: object,
    });
    let problem = 'no pod was made for it; a quota or a webhook may refuse it';
    while (Date.now() < deadline && !signal?.aborted) {
      const { items } = await connection.request<{
        items?: KubernetesObject[];
      }>({
        path: `/api/v1/namespaces/${namespace}/pods`,
        query: {
          labelSelector: `${PROBE_LABEL}=${id},batch.kubernetes.io/job-name=remote-probe-${id}`,
        },
      });
      const [pod] = items ?? [];
      if (isListening(pod)) {
        return { address: String(pod.status.podIP), port: PROBE_PORT };
      }
      if (pod) {
        problem = describePod(pod) ?? 'its pod does not run yet';
      }
      await new Promise(resolve => setTimeout(resolve, POLL_MS));
    }
    return {
      why: `the pod that was to listen in ${connection.details.name} did not start: ${problem}`,
    };
  } catch (error) {
    const { message } = toBackstageError(error, {
      cluster: connection.details.name,
      object: object as any,
    });
    return {
      why: `no pod could be run in ${connection.details.name}: ${message}`,
    };
  }
}

function isListening(
  pod: KubernetesObject | undefined,
): pod is KubernetesObject {
  return Boolean(
    pod?.status?.podIP &&
      pod.status.conditions?.some(
        (one: any) => one.type === 'Ready' && one.status === 'True',
      ),
  );
}

/** Deletes a Job of a probe; false when it has to end by itself. */
export async function removeJob(
  connection: ClusterConnection,
  namespace: string,
  name: string,
): Promise<boolean> {
  try {
    await connection.request({
      method: 'DELETE',
      path: `/apis/batch/v1/namespaces/${namespace}/jobs/${name}`,
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Background',
      },
    });
    return true;
  } catch (error) {
    // What is not there is gone; the rest ends by itself, and the answer says so.
    return error instanceof KubernetesStatusError && error.code === 404;
  }
}
