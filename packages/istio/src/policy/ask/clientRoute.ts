import { hostMatches, KubernetesObject, referenceTo } from '../../resources';
import { isMesh } from '../meshRoutes';
import type { RouteMatch } from '../routeWords';
import { byAge, fullHost, isSubset } from '../selection';
import { changeRequest, matchesRequest, RequestChange } from './requestMatch';
import { isInScope, isShownTo } from './sidecarScope';
import type { CallObjects, ServerRequest, Verdict } from './types';

/** Where a proxy sends a call. */
export interface CallTarget {
  host: string;
  subset?: string;
  port: number;
  /** As it arrives there. */
  request?: ServerRequest;
}

/** What VirtualServices make of a call. */
export type Routed =
  | { verdict: Verdict }
  | { targets: CallTarget[]; decidedBy?: KubernetesObject };

/** Who calls, and what. */
export interface OutboundCall {
  client: KubernetesObject;
  sidecar?: KubernetesObject;
  /** Full host of the Service. */
  host: string;
  port: number;
  /** Absent where the port is taken for TCP. */
  request?: ServerRequest;
}

interface Route extends RequestChange {
  match?: RouteMatch[];
  route?: {
    destination: {
      host: string;
      subset?: string;
      port?: { number?: number };
    };
    weight?: number;
    headers?: any;
  }[];
  [field: string]: any;
}

/** The VirtualServices that a proxy reads: bound to the mesh, exported to it, and in its scope. */
function virtualServicesOf(
  { virtualServices, meshConfig = {}, clusterDomain }: CallObjects,
  { client, sidecar, port }: Omit<OutboundCall, 'host' | 'request'>,
): { object: KubernetesObject; hosts: string[] }[] {
  const own = client.metadata.namespace ?? '';
  return virtualServices
    .map(object => ({
      object,
      hosts: (object.spec?.hosts ?? []).map((one: string) =>
        fullHost(
          one,
          object.metadata.namespace ?? '',
          clusterDomain ?? 'cluster.local',
        ),
      ),
    }))
    .filter(({ object, hosts }) => {
      const { namespace = '' } = object.metadata;
      const gateways: string[] = object.spec?.gateways ?? [];
      return (
        (!gateways.length || gateways.some(isMesh)) &&
        isShownTo(object, own, meshConfig.defaultVirtualServiceExportTo) &&
        hosts.some((host: string) =>
          isInScope(sidecar, own, { host, namespace, port }),
        )
      );
    });
}

/** The one that a proxy reads for a host: that of the most specific host, of several the oldest. */
function virtualServiceFor(
  objects: CallObjects,
  call: OutboundCall,
): KubernetesObject | undefined {
  const { host } = call;
  const fits = (name: string) => {
    if (name === host) {
      return Infinity;
    }
    return hostMatches(name, host) ? name.length : -1;
  };
  const [found] = virtualServicesOf(objects, call)
    .map(({ object, hosts }) => ({
      object,
      fit: Math.max(-1, ...hosts.map(fits)),
    }))
    .filter(({ fit }) => fit >= 0)
    .sort((a, b) => b.fit - a.fit || byAge(a.object, b.object));
  return found?.object;
}

/**
 * Whether a proxy has routes for a host that its Sidecar does not take in: for
 * names of VirtualServices alone they are made on port 80, and no other
 * (pilot/pkg/networking/core/route).
 */
export function isRouted(
  objects: CallObjects,
  call: Omit<OutboundCall, 'request'>,
): boolean {
  return (
    call.port === 80 &&
    virtualServicesOf(objects, call).some(({ hosts }) =>
      hosts.includes(call.host),
    )
  );
}

/** The matches of a route that can hold for this client and port; undefined when none can. */
function staticMatches(
  { match = [] }: Route,
  { client, port }: OutboundCall,
): RouteMatch[] | undefined {
  if (!match.length) {
    return [{}];
  }
  const left = match.filter(
    one =>
      (!one.gateways?.length || one.gateways.some(isMesh)) &&
      (one.port === undefined || one.port === port) &&
      (!one.sourceNamespace ||
        one.sourceNamespace === client.metadata.namespace) &&
      isSubset(one.sourceLabels ?? {}, client.metadata.labels ?? {}),
  );
  return left.length ? left : undefined;
}

/** The HTTP routes of a VirtualService, those of its delegates in their place. */
function httpRoutes(
  objects: CallObjects,
  virtualService: KubernetesObject,
): Route[] {
  const routes: Route[] = virtualService.spec?.http ?? [];
  return routes.flatMap(route => {
    if (!route.delegate) {
      return [route];
    }
    const { name, namespace = virtualService.metadata.namespace } =
      route.delegate;
    const delegate = objects.virtualServices.find(
      ({ metadata, spec }) =>
        metadata.name === name &&
        metadata.namespace === namespace &&
        !spec?.hosts?.length,
    );
    const inner: Route[] = delegate?.spec?.http ?? [];
    return inner.map(one => ({ ...one, outerMatch: route.match }));
  });
}

function decided(
  virtualService: KubernetesObject,
  why: string,
  allowed: boolean | undefined,
): Routed {
  return {
    verdict: {
      ...(allowed === undefined ? {} : { allowed }),
      decidedBy: [referenceTo(virtualService)],
      why,
    },
  };
}

function routeHttp(
  objects: CallObjects,
  virtualService: KubernetesObject,
  call: OutboundCall,
  request: ServerRequest,
): Routed | undefined {
  const routes = httpRoutes(objects, virtualService).flatMap(route => {
    const matches = staticMatches(route, call);
    const outer = staticMatches({ match: route.outerMatch }, call);
    return matches && outer ? [{ route, matches, outer }] : [];
  });
  if (!routes.length) {
    // Nothing of it is for this port or caller, and so Istio's own route holds.
    return undefined;
  }
  for (const { route, matches, outer } of routes) {
    const found = matches.find(one => matchesRequest(one, request));
    if (found && outer.some(one => matchesRequest(one, request))) {
      return takeHttp(virtualService, route, found, call, request);
    }
  }
  return decided(
    virtualService,
    'No route takes it; the caller’s proxy answers 404.',
    false,
  );
}

function takeHttp(
  virtualService: KubernetesObject,
  route: Route,
  match: RouteMatch,
  call: OutboundCall,
  request: ServerRequest,
): Routed {
  if (route.redirect) {
    return decided(virtualService, 'The caller is sent elsewhere.', false);
  }
  if (route.directResponse) {
    return decided(
      virtualService,
      'The caller’s proxy answers by itself.',
      false,
    );
  }
  const { abort } = route.fault ?? {};
  if (abort) {
    const share = abort.percentage?.value ?? (abort.percentage ? 0 : 100);
    if (share > 0) {
      return decided(
        virtualService,
        `${share} per cent of the calls are broken off on purpose.`,
        share >= 100 ? false : undefined,
      );
    }
  }
  const changed = changeRequest(request, route, match);
  return {
    decidedBy: virtualService,
    targets: targetsOf(virtualService, route, call).map(
      ({ headers, ...target }) => ({
        ...target,
        request: changeRequest(changed, { headers }, {}),
      }),
    ),
  };
}

function targetsOf(
  virtualService: KubernetesObject,
  { route = [] }: Route,
  call: OutboundCall,
): (CallTarget & { headers?: any })[] {
  const namespace = virtualService.metadata.namespace ?? '';
  const domain = call.host.split('.svc.')[1] ?? 'cluster.local';
  return route
    .filter(({ weight = 0 }) => route.length === 1 || weight > 0)
    .map(({ destination, headers }) => ({
      host: fullHost(destination.host, namespace, domain),
      ...(destination.subset ? { subset: destination.subset } : {}),
      port: destination.port?.number ?? call.port,
      headers,
    }));
}

function routeTcp(
  virtualService: KubernetesObject,
  call: OutboundCall,
): Routed | undefined {
  const routes: Route[] = virtualService.spec?.tcp ?? [];
  const found = routes.find(route => staticMatches(route, call));
  return (
    found && {
      decidedBy: virtualService,
      targets: targetsOf(virtualService, found, call).map(
        ({ headers: _headers, ...target }) => target,
      ),
    }
  );
}

/** Where VirtualServices send a call; to the Service itself where none speaks of it. */
export function routeCall(objects: CallObjects, call: OutboundCall): Routed {
  const { host, port, request } = call;
  const virtualService = virtualServiceFor(objects, call);
  const routed =
    virtualService &&
    (request
      ? routeHttp(objects, virtualService, call, request)
      : routeTcp(virtualService, call));
  return routed ?? { targets: [{ host, port, request }] };
}
