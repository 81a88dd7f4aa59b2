import { isError } from '@backstage/errors';
import {
  ClusterUnreachableError,
  KubernetesStatusError,
  PodConnectionError,
} from '../../clusters/errors';
import { MeshProxy } from './meshProxies';

/** Why it is not seen whether a proxy has turned over, and how it could be. */
export function whyNotAsked(
  { cluster }: Pick<MeshProxy, 'cluster'>,
  error: unknown,
): string {
  if (error instanceof KubernetesStatusError && error.code === 403) {
    return `Meshport may not open ports of its pod in ${cluster}; bind the role of docs/rbac/root-changes.yaml in its namespace to have it seen.`;
  }
  if (error instanceof KubernetesStatusError && error.code === 404) {
    return 'Its pod is gone; what takes its place is seen in a moment.';
  }
  if (error instanceof ClusterUnreachableError) {
    return `${cluster} does not answer; it is asked again.`;
  }
  if (error instanceof PodConnectionError) {
    return 'Its proxy does not answer on its administration port, so that nobody sees which roots it holds; it is asked again.';
  }
  if (error instanceof SyntaxError) {
    return 'Its proxy answers, but not as an Envoy does; look whether one runs there.';
  }
  return `Its proxy could not be asked (${
    isError(error) ? error.message : 'no answer'
  }); it is asked again.`;
}

/** Why a proxy is not asked at all. */
export function whyNeverAsked({
  kind,
  workload,
}: Pick<MeshProxy, 'kind' | 'workload'>): string {
  if (kind === 'machine') {
    return 'A machine cannot be asked from here, so the life of its certificate is waited for.';
  }
  return kind === 'ztunnel'
    ? 'A ztunnel is not asked, so the life of its certificates is waited for.'
    : `${
        workload ?? 'Its pod'
      } is not asked, so the life of its certificate is waited for.`;
}
