import type { KubeObject } from '../objects';
import type { Store } from '../store/store';
import { istiodVersion } from './istiod';

/**
 * What istiod answers at `:15014/version` and, of its metrics, the count of
 * changes of remote secrets: here the revision of the last one, which grows with
 * each as the count does. Undefined for another path.
 */
export function istiodText(
  store: Store,
  istiod: KubeObject,
  path: string,
): string | undefined {
  switch (path) {
    case '/version':
      return istiodVersion(istiod);
    case '/metrics': {
      const revisions = store
        .list('/secrets', istiod.metadata.namespace)
        .filter(
          ({ metadata }) => metadata.labels?.['istio/multiCluster'] === 'true',
        )
        .map(({ metadata }) => Number(metadata.resourceVersion));
      return `remote_cluster_secret_events_total{event="update"} ${Math.max(
        0,
        ...revisions,
      )}\n`;
    }
    default:
      return undefined;
  }
}
