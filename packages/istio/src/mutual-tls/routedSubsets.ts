import { routesOf } from '../policy/meshRoutes';
import { fullHost } from '../policy/selection';
import type { StagingObjects } from './types';

/** Subsets that a VirtualService leads calls to, by full host. */
export function routedSubsets({
  virtualServices,
  clusterDomain = 'cluster.local',
}: StagingObjects): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const virtualService of virtualServices) {
    for (const { route = [] } of routesOf(virtualService)) {
      for (const { destination } of route) {
        if (destination.subset !== undefined) {
          const host = fullHost(
            destination.host,
            virtualService.metadata.namespace ?? '',
            clusterDomain,
          );
          found.set(
            host,
            (found.get(host) ?? new Set()).add(destination.subset),
          );
        }
      }
    }
  }
  return found;
}
