import { hostMatches, KubernetesObject, referenceTo } from '../../resources';
import { isMesh, matchesFrom, Route, routesOf } from '../meshRoutes';
import { matchesInWords } from '../routeWords';
import { destinationsOf, fieldOfRoute } from '../routes';
import { byAge, fullHost } from '../selection';
import type { RouteVerdict } from '../types';

/** The gateways of a route other than the mesh itself, as they are named. */
function gatewaysOf(virtualService: KubernetesObject, route: Route): string[] {
  const own: string[] = virtualService.spec?.gateways ?? [];
  const said = (route.match ?? []).flatMap(({ gateways }) =>
    gateways?.length ? gateways : own,
  );
  const all = route.match?.length ? said : own;
  return [...new Set(all)].filter(one => !isMesh(one));
}

/**
 * Routes that send calls of another host here, or calls that come through a
 * gateway: beside those that `routesTo` tells, which are of the Services' own
 * hosts.
 *
 * @param services - full host names of the Services.
 */
export function routesHere(
  services: readonly string[],
  virtualServices: readonly KubernetesObject[],
  clusterDomain: string = 'cluster.local',
): RouteVerdict[] {
  return [...virtualServices].sort(byAge).flatMap(virtualService => {
    const namespace = virtualService.metadata.namespace ?? '';
    const hosts: string[] = virtualService.spec?.hosts ?? [];
    const isOwn = hosts.some(host =>
      services.some(service =>
        hostMatches(fullHost(host, namespace, clusterDomain), service),
      ),
    );
    return routesOf(virtualService).flatMap((route): RouteVerdict[] => {
      const leadsHere = (route.route ?? []).some(({ destination }) =>
        services.includes(
          fullHost(destination?.host ?? '', namespace, clusterDomain),
        ),
      );
      const gateways = gatewaysOf(virtualService, route);
      const isForMesh = Boolean(matchesFrom(virtualService, route, isMesh));
      if (!leadsHere || (isOwn && isForMesh && gateways.length === 0)) {
        return [];
      }
      const words = matchesInWords(
        isOwn
          ? matchesFrom(virtualService, route, one => !isMesh(one)) ?? []
          : route.match ?? [],
      );
      return [
        {
          hosts,
          ...(words ? { match: words } : {}),
          ...(gateways.length > 0 ? { gateways } : {}),
          destinations: destinationsOf(route),
          decidedBy: referenceTo(virtualService),
          field: fieldOfRoute(virtualService, route),
        },
      ];
    });
  });
}
