import type { KubernetesObject } from '../resources';
import type { RouteMatch } from './routeWords';

export interface Destination {
  host: string;
  subset?: string;
  port?: { number?: number };
}

/** An HTTP, TLS or TCP route of a VirtualService. */
export interface Route {
  kind: 'http' | 'tls' | 'tcp';
  /** Position among those of its kind. */
  index: number;
  match?: RouteMatch[];
  route?: { destination: Destination; weight?: number }[];
  redirect?: object;
  directResponse?: object;
  delegate?: { name?: string; namespace?: string };
  /** The HTTPRoute that it stands for, and where in it. */
  owner?: KubernetesObject;
  field?: string;
}

/** All routes of a VirtualService in order. */
export function routesOf(virtualService: KubernetesObject): Route[] {
  const { http = [], tls = [], tcp = [] } = virtualService.spec ?? {};
  const ofKind = (kind: Route['kind'], routes: object[]) =>
    routes.map((route, index) => ({ ...route, kind, index } as Route));
  return [
    ...ofKind('http', http),
    ...ofKind('tls', tls),
    ...ofKind('tcp', tcp),
  ];
}

/** The gateways that a VirtualService is bound to; `mesh` where none is named. */
function gatewaysOf(virtualService: KubernetesObject): string[] {
  const gateways: string[] = virtualService.spec?.gateways ?? [];
  return gateways.length > 0 ? gateways : ['mesh'];
}

/**
 * The matches of a route that hold for calls from workloads (`mesh`) or through
 * a gateway; undefined when the route is not for those. No matches at all: the
 * route takes every call.
 */
export function matchesFrom(
  virtualService: KubernetesObject,
  route: Route,
  from: (gateway: string) => boolean,
): RouteMatch[] | undefined {
  const inherited = gatewaysOf(virtualService);
  if (!route.match?.length) {
    return inherited.some(from) ? [] : undefined;
  }
  const matches = route.match.filter(({ gateways }) =>
    (gateways?.length ? gateways : inherited).some(from),
  );
  return matches.length > 0 ? matches : undefined;
}

/** Whether a route is bound to the workloads of the mesh. */
export function isMesh(gateway: string): boolean {
  return gateway === 'mesh';
}
