import { hostMatches, KubernetesObject, referenceTo } from '../resources';
import { isMesh, matchesFrom, Route, routesOf } from './meshRoutes';
import { matchesInWords } from './routeWords';
import { byAge, fullHost, isVisibleIn } from './selection';
import type { RouteVerdict } from './types';

function hostsFor(
  virtualService: KubernetesObject,
  services: readonly string[],
  clusterDomain: string,
): string[] {
  const namespace = virtualService.metadata.namespace ?? '';
  const hosts: string[] = virtualService.spec?.hosts ?? [];
  return hosts.filter(host => {
    const full = fullHost(host, namespace, clusterDomain);
    return services.some(service => hostMatches(full, service));
  });
}

/** Shares of a route in percent. */
export function destinationsOf(route: Route): RouteVerdict['destinations'] {
  const targets = route.route ?? [];
  return targets.map(({ destination, weight }) => ({
    host: destination.host,
    ...(destination.subset ? { subset: destination.subset } : {}),
    ...(destination.port?.number ? { port: destination.port.number } : {}),
    // Istio sends all to a single destination whatever its weight says.
    weight: targets.length === 1 ? 100 : weight ?? 0,
  }));
}

/** JSON pointer of a route in its VirtualService. */
export function fieldOfRoute(
  owner: KubernetesObject,
  { kind, index, field }: Route,
): string {
  if (field) {
    return field;
  }
  return owner.spec?.[kind] ? `/spec/${kind}/${index}` : '/spec';
}

function ending(route: Route): string | undefined {
  if (route.redirect) {
    return 'answered with a redirect';
  }
  return route.directResponse ? 'answered by the proxy itself' : undefined;
}

/** A route that hands over to another VirtualService, with that one's routes. */
function delegated(
  route: Route,
  from: KubernetesObject,
  virtualServices: readonly KubernetesObject[],
): { owner: KubernetesObject; route: Route }[] {
  if (!route.delegate) {
    return [{ owner: from, route }];
  }
  const { name, namespace = from.metadata.namespace } = route.delegate;
  const owner = virtualServices.find(
    one => one.metadata.name === name && one.metadata.namespace === namespace,
  );
  // Istio follows one delegation only.
  return owner
    ? routesOf(owner)
        .filter(one => one.kind === 'http' && !one.delegate)
        .map(one => ({ owner, route: one }))
    : [];
}

/** Says for whom a VirtualService holds that not everyone sees. */
function audience(virtualService: KubernetesObject, namespace: string) {
  if (isVisibleIn(virtualService, namespace)) {
    return undefined;
  }
  const own = virtualService.metadata.namespace;
  const seen: string[] = (virtualService.spec?.exportTo ?? []).map(
    (one: string) => (one === '.' ? own : one),
  );
  return `caller in namespace ${seen.join(', ')}`;
}

/**
 * Where calls from workloads to Services go, by the VirtualServices that are
 * bound to the mesh, oldest first.
 *
 * @param services - full host names of the Services.
 * @param namespace - the Services' namespace.
 * @public
 */
export function routesTo(
  services: readonly string[],
  namespace: string,
  virtualServices: readonly KubernetesObject[],
  clusterDomain: string = 'cluster.local',
): RouteVerdict[] {
  return [...virtualServices].sort(byAge).flatMap(virtualService => {
    const hosts = hostsFor(virtualService, services, clusterDomain);
    if (hosts.length === 0) {
      return [];
    }
    return routesOf(virtualService).flatMap(outer => {
      const matches = matchesFrom(virtualService, outer, isMesh);
      if (!matches) {
        return [];
      }
      return delegated(outer, virtualService, virtualServices).map(
        ({ owner, route }): RouteVerdict => {
          const words = [
            audience(virtualService, namespace),
            matchesInWords(matches),
            route === outer ? undefined : matchesInWords(route.match ?? []),
            ending(route),
          ].filter(one => one !== undefined);
          return {
            hosts,
            ...(words.length > 0 ? { match: words.join('; ') } : {}),
            destinations: destinationsOf(route),
            decidedBy: referenceTo(owner),
            field: fieldOfRoute(owner, route),
            ...(owner === virtualService
              ? {}
              : { delegatedBy: referenceTo(virtualService) }),
          };
        },
      );
    });
  });
}
