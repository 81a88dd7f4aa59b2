import { hostMatches, KubernetesObject } from '../../resources';
import { byAge, fullHost, isSubset } from '../selection';
import { httpRoutesAsVirtualServices, listenersAsGateways } from './gatewayApi';
import { byRank } from './httpRoutes';
import { httpRoutesAt, namesGateway, PlacedRoute } from './routing';
import { byExport, isShownTo } from './sidecarScope';
import type { Caller, CallObjects } from './types';

/** A server of a Gateway. */
export interface GatewayServer {
  /** `namespace/name` of the Gateway. */
  gateway: string;
  object: KubernetesObject;
  port: number;
  protocol: string;
  hosts: string[];
  tls?: { mode?: string; httpsRedirect?: boolean };
}

/** What one listener of a gateway has for a host. */
export interface GatewayHost {
  routes: PlacedRoute[];
  /** A call without TLS is sent to where there is TLS. */
  isRedirected: boolean;
  port: number;
}

const HTTP = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'];

/** The servers that a gateway's pod serves, of the oldest Gateway first. */
export function serversOf(
  objects: CallObjects,
  { metadata }: Caller,
): GatewayServer[] {
  const { gateways = [] } = objects;
  const own = gateways
    .filter(({ spec }) => isSubset(spec?.selector ?? {}, metadata.labels ?? {}))
    .sort(byAge);
  return [...own, ...listenersAsGateways(objects, metadata)].flatMap(object =>
    (object.spec?.servers ?? []).map(
      ({ port = {}, hosts = [], tls }: any): GatewayServer => ({
        gateway: `${object.metadata.namespace}/${object.metadata.name}`,
        object,
        port: port.number,
        protocol: String(port.protocol ?? '').toUpperCase(),
        hosts,
        tls,
      }),
    ),
  );
}

/** Whether a server speaks HTTP with its callers, behind TLS or without. */
export function isHttpServer({ protocol, tls }: GatewayServer): boolean {
  return (
    HTTP.includes(protocol) ||
    (protocol === 'HTTPS' &&
      !['PASSTHROUGH', 'AUTO_PASSTHROUGH'].includes(tls?.mode ?? ''))
  );
}

/** The VirtualServices that a gateway's pod reads for a server, those of its own namespace first. */
export function boundTo(
  objects: CallObjects,
  { metadata }: Caller,
  { gateway }: GatewayServer,
): KubernetesObject[] {
  const { virtualServices, meshConfig = {} } = objects;
  const own = metadata.namespace ?? '';
  return [...virtualServices, ...httpRoutesAsVirtualServices(objects)]
    .filter(
      one =>
        one.spec?.gateways?.some(
          (name: string) =>
            name !== 'mesh' &&
            namesGateway(name, one.metadata.namespace, gateway),
        ) && isShownTo(one, own, meshConfig.defaultVirtualServiceExportTo),
    )
    .sort(byExport(own));
}

/** The hosts of a server for routes of a namespace: `namespace/host`, `./host` or `host`. */
function hostsFor(
  { hosts, object }: GatewayServer,
  namespace: string | undefined,
): string[] {
  return hosts.flatMap(entry => {
    const at = entry.indexOf('/');
    const where = at < 0 ? '*' : entry.slice(0, at);
    const place = where === '.' ? object.metadata.namespace : where;
    return place === '*' || place === namespace
      ? [entry.slice(at + 1).toLowerCase()]
      : [];
  });
}

/** The names that both lists cover, the narrower of each two. */
function common(some: readonly string[], others: readonly string[]): string[] {
  const found = some.flatMap(one =>
    others.flatMap(other => {
      if (hostMatches(other, one)) {
        return [one];
      }
      return hostMatches(one, other) ? [other] : [];
    }),
  );
  return [...new Set(found)];
}

/** Whether a route takes every call: Envoy gets those last (SortVHostRoutes). */
function takesAll({ matches }: PlacedRoute): boolean {
  return matches.some(
    ({
      uri,
      headers,
      queryParams,
      withoutHeaders,
      method,
      authority,
      scheme,
    }) =>
      ![method, authority, scheme].some(Boolean) &&
      [headers, queryParams, withoutHeaders].every(
        one => !Object.keys(one ?? {}).length,
      ) &&
      (!uri || uri.prefix === '/' || uri.regex === '.*'),
  );
}

/**
 * What a listener of a gateway has, by host. Servers for HTTP on one port are one
 * listener; each server with TLS is one of its own.
 */
export function listenersOf(
  objects: CallObjects,
  caller: Caller,
): Map<string, GatewayHost>[] {
  const servers = serversOf(objects, caller).filter(isHttpServer);
  const groups = new Map<string, GatewayServer[]>();
  servers.forEach((server, index) => {
    const key = HTTP.includes(server.protocol)
      ? `${server.port}`
      : `tls ${index}`;
    groups.set(key, [...(groups.get(key) ?? []), server]);
  });
  return [...groups.values()].map(group => {
    const byHost = new Map<string, GatewayHost>();
    for (const server of group) {
      addServer(objects, caller, server, byHost);
    }
    for (const one of byHost.values()) {
      const routes = [...one.routes].sort((a, b) => byRank(a.route, b.route));
      one.routes = [
        ...routes.filter(route => !takesAll(route)),
        ...routes.filter(takesAll),
      ];
    }
    return byHost;
  });
}

function addServer(
  objects: CallObjects,
  caller: Caller,
  server: GatewayServer,
  byHost: Map<string, GatewayHost>,
) {
  const { clusterDomain = 'cluster.local' } = objects;
  const { gateway, port, tls } = server;
  const at = (host: string) => {
    const found = byHost.get(host) ?? { routes: [], isRedirected: false, port };
    byHost.set(host, found);
    found.isRedirected ||= Boolean(tls?.httpsRedirect);
    return found;
  };
  for (const virtualService of boundTo(objects, caller, server)) {
    const { namespace = '' } = virtualService.metadata;
    const own = (virtualService.spec?.hosts ?? []).map((one: string) =>
      fullHost(one, namespace, clusterDomain),
    );
    const place = { proxy: caller, gateway, port };
    const routes = httpRoutesAt(objects, virtualService, place);
    if (routes.length) {
      for (const host of common(hostsFor(server, namespace), own)) {
        at(host).routes.push(...routes);
      }
    }
  }
  if (tls?.httpsRedirect) {
    server.hosts.forEach(entry => at(entry.replace(/^.*\//, '').toLowerCase()));
  }
}

/** What a listener has for a host: by its own name, else by the longest star. */
export function hostAt(
  byHost: ReadonlyMap<string, GatewayHost>,
  name: string,
): GatewayHost | undefined {
  const [star] = [...byHost.keys()]
    .filter(one => one.startsWith('*') && hostMatches(one, name))
    .sort((a, b) => b.length - a.length);
  return byHost.get(name) ?? (star === undefined ? star : byHost.get(star));
}
