import {
  ClusterUnreachableError,
  KubernetesStatusError,
} from '../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../clusters/types';

/** How many pods are described; the others mostly say the same. */
const MAX_PODS = 3;

/** Why a Deployment's pods are not ready, in words. */
export async function describePods(
  connection: ClusterConnection,
  deployment: KubernetesObject,
): Promise<string> {
  const selector = Object.entries<string>(
    deployment.spec?.selector?.matchLabels ?? {},
  )
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  try {
    const { items } = await connection.request<{ items: KubernetesObject[] }>({
      path: `/api/v1/namespaces/${encodeURIComponent(
        deployment.metadata.namespace ?? '',
      )}/pods`,
      query: { labelSelector: selector, limit: 50 },
    });
    const alive = items.filter(pod => !pod.metadata.deletionTimestamp);
    if (!alive.length) {
      return 'there are no pods yet; look at the events of its ReplicaSet';
    }
    const problems = alive.map(describePod).filter(Boolean);
    return problems.length
      ? problems.slice(0, MAX_PODS).join('; ')
      : 'its pods are ready, the Deployment has not counted them yet';
  } catch (error) {
    if (
      error instanceof KubernetesStatusError ||
      error instanceof ClusterUnreachableError
    ) {
      return 'its pods cannot be read, so the reason is not known';
    }
    throw error;
  }
}

/** What keeps a pod from being ready; undefined for a ready pod. */
export function describePod(pod: KubernetesObject): string | undefined {
  const what = `pod ${pod.metadata.name}`;
  const conditions: { type: string; status: string; message?: string }[] =
    pod.status?.conditions ?? [];
  const conditionOf = (type: string) =>
    conditions.find(condition => condition.type === type);
  if (conditionOf('Ready')?.status === 'True') {
    return undefined;
  }
  const containers: KubernetesObject['spec'][] = pod.spec?.containers ?? [];
  if (containers.some(container => container.image === 'auto')) {
    return `${what} was not injected by Istio; look whether a control plane injects in namespace ${pod.metadata.namespace} and for this revision`;
  }
  const scheduled = conditionOf('PodScheduled');
  if (scheduled?.status === 'False') {
    return `${what} finds no node: ${scheduled.message ?? 'no reason given'}`;
  }
  const statuses = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ];
  for (const { name, state, ready, lastState } of statuses) {
    if (state?.waiting) {
      const ended = lastState?.terminated;
      return `${what}: container ${name} is waiting (${state.waiting.reason})${
        state.waiting.message ? `, ${state.waiting.message}` : ''
      }${ended ? `, it last ended with code ${ended.exitCode}` : ''}`;
    }
    if (state?.terminated && state.terminated.exitCode !== 0) {
      return `${what}: container ${name} ended with code ${
        state.terminated.exitCode
      } (${state.terminated.reason ?? 'no reason given'})`;
    }
    if (state?.running && !ready) {
      return `${what}: container ${name} runs but is not ready; look at its log`;
    }
  }
  return `${what} is ${pod.status?.phase ?? 'not started'}`;
}
