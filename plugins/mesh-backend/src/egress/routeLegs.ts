import { matchesFrom, Route, routesOf } from '@meshport/istio';
import { StoredObject } from '../inventory';

/** One leg of a VirtualService: where calls that come from somewhere are sent. */
export interface RouteLeg {
  virtualService: StoredObject;
  /** `mesh`, or `NAMESPACE/NAME` of a Gateway. */
  from: string;
  kind: Route['kind'];
  /** Hosts that callers use. */
  hosts: string[];
  host: string;
  port?: number;
  subset?: string;
  /** The port that is matched, where one is. */
  matchedPort?: number;
  /** Server names that are matched. */
  sniHosts: string[];
  /** The authority that calls get on the way. */
  rewrittenTo?: string;
  /** Where it stands, e.g. `spec.http[0]`. */
  path: string;
}

/** Every leg of a VirtualService, one for each place that it takes calls from. */
export function legsOf(virtualService: StoredObject): RouteLeg[] {
  const { namespace = '' } = virtualService.metadata;
  const bound: string[] = virtualService.spec?.gateways ?? [];
  const names = new Set(bound.length ? bound : ['mesh']);
  const counts = { http: 0, tls: 0, tcp: 0 };
  return routesOf(virtualService).flatMap(route => {
    const path = `spec.${route.kind}[${counts[route.kind]}]`;
    counts[route.kind] += 1;
    for (const match of route.match ?? []) {
      for (const one of (match as { gateways?: string[] }).gateways ?? []) {
        names.add(one);
      }
    }
    return [...names].flatMap(name => {
      const matches = matchesFrom(virtualService, route, one => one === name);
      if (!matches) {
        return [];
      }
      const [first] = matches as { port?: number; sniHosts?: string[] }[];
      return (route.route ?? []).map(
        ({ destination }): RouteLeg => ({
          virtualService,
          from: fullGatewayName(name, namespace),
          kind: route.kind,
          hosts: virtualService.spec?.hosts ?? [],
          host: String(destination?.host ?? '').toLowerCase(),
          port: destination?.port?.number,
          subset: destination?.subset,
          matchedPort: first?.port,
          sniHosts: matches.flatMap(
            one => (one as { sniHosts?: string[] }).sniHosts ?? [],
          ),
          rewrittenTo: (route as { rewrite?: { authority?: string } }).rewrite
            ?.authority,
          path,
        }),
      );
    });
  });
}

/** A Gateway's name in full: one without a namespace is in that of the route. */
function fullGatewayName(name: string, namespace: string): string {
  return name === 'mesh' || name.includes('/') ? name : `${namespace}/${name}`;
}

/** Namespace and name of a Service by its host; undefined for another host. */
export function serviceOf(
  host: string,
  namespace: string,
): { namespace: string; name: string } | undefined {
  const [, name, where] = /^([^.]+)\.([^.]+)\.svc(?:\..+)?$/.exec(host) ?? [];
  if (name) {
    return { namespace: where, name };
  }
  // A name without a dot is a Service in the namespace of the route.
  return host && !host.includes('.') && !host.includes('*')
    ? { namespace, name: host }
    : undefined;
}
