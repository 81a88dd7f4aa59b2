import { KubernetesObject, referenceTo } from '../../resources';
import type { RouteMatch } from '../routeWords';
import { fullHost, isSubset } from '../selection';
import type { Claims } from './claims';
import { changeRequest, matchesRequest, RequestChange } from './requestMatch';
import { isShownTo } from './sidecarScope';
import type { Caller, CallObjects, ServerRequest, Verdict } from './types';

/** Where a proxy sends a call. */
export interface CallTarget {
  host: string;
  subset?: string;
  port: number;
  /** The route says no port: it is that of the listener, or the only one that the Service has. */
  isPortOpen?: boolean;
  /** As it arrives there. */
  request: ServerRequest;
}

/** What VirtualServices make of a call. */
export type Routed =
  | { verdict: Verdict }
  | { targets: CallTarget[]; decidedBy?: KubernetesObject };

/** The proxy that routes. */
export interface RoutePlace {
  proxy: Pick<Caller, 'metadata'>;
  /** `mesh`, or the Gateway as `namespace/name`. */
  gateway: string;
  /** The port on which it takes the call. */
  port: number;
}

/** A route of a VirtualService, with those of its matches that can hold. */
export interface PlacedRoute {
  virtualService: KubernetesObject;
  route: Route;
  matches: RouteMatch[];
  /** Those of the route that hands over to this one. */
  outer: RouteMatch[];
}

interface Route extends RequestChange {
  /** The HTTPRoute that it stands for, and its place among those. */
  owner?: KubernetesObject;
  rank?: number[];
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

/** Whether a VirtualService's name of a gateway is that of a place. */
export function namesGateway(
  name: string,
  namespace: string | undefined,
  gateway: string,
): boolean {
  const full =
    name === 'mesh' || name.includes('/') ? name : `${namespace}/${name}`;
  return full === gateway;
}

/** The matches that can hold at a place; undefined when none can (pilot, sourceMatchHTTP). */
function matchesAt(
  match: RouteMatch[] = [],
  { gateway, port, proxy }: RoutePlace,
  namespace: string | undefined,
): RouteMatch[] | undefined {
  if (!match.length) {
    return [{}];
  }
  const { metadata } = proxy;
  const left = match.filter(
    one =>
      (!one.port || one.port === port) &&
      (one.gateways?.length
        ? one.gateways.some(name => namesGateway(name, namespace, gateway))
        : (!one.sourceNamespace ||
            one.sourceNamespace === metadata.namespace) &&
          isSubset(one.sourceLabels ?? {}, metadata.labels ?? {})),
  );
  return left.length ? left : undefined;
}

/** The HTTP routes of a VirtualService, those of its delegates in their place. */
function withDelegates(
  objects: CallObjects,
  virtualService: KubernetesObject,
): { route: Route; outer?: RouteMatch[] }[] {
  const { namespace: own } = virtualService.metadata;
  const routes: Route[] = virtualService.spec?.http ?? [];
  return routes.flatMap(route => {
    if (!route.delegate) {
      return [{ route }];
    }
    const { name, namespace = own } = route.delegate;
    const delegate = objects.virtualServices.find(
      one =>
        one.metadata.name === name &&
        one.metadata.namespace === namespace &&
        !one.spec?.hosts?.length &&
        isShownTo(
          one,
          own ?? '',
          objects.meshConfig?.defaultVirtualServiceExportTo,
        ),
    );
    const inner: Route[] = delegate?.spec?.http ?? [];
    return inner.map(one => ({ route: one, outer: route.match }));
  });
}

/** The HTTP routes of a VirtualService that can take calls at a place. */
export function httpRoutesAt(
  objects: CallObjects,
  virtualService: KubernetesObject,
  place: RoutePlace,
): PlacedRoute[] {
  const { namespace } = virtualService.metadata;
  return withDelegates(objects, virtualService).flatMap(
    ({ route, outer: outerMatch }) => {
      const matches = matchesAt(route.match, place, namespace);
      const outer = matchesAt(outerMatch, place, namespace);
      return matches && outer
        ? [
            {
              virtualService: route.owner ?? virtualService,
              route,
              matches,
              outer,
            },
          ]
        : [];
    },
  );
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

/** What the first route that takes a request makes of it; undefined where none does. */
export function takeHttp(
  routes: readonly PlacedRoute[],
  call: {
    host: string;
    port: number;
    request: ServerRequest;
    claims?: Claims;
  },
): Routed | undefined {
  const { request, claims } = call;
  for (const placed of routes) {
    const { matches, outer } = placed;
    const found = matches.find(one => matchesRequest(one, request, claims));
    if (found && outer.some(one => matchesRequest(one, request, claims))) {
      return follow(placed, found, call);
    }
  }
  return undefined;
}

function follow(
  { virtualService, route }: PlacedRoute,
  match: RouteMatch,
  call: { host: string; port: number; request: ServerRequest },
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
  const changed = changeRequest(call.request, route, match);
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
  { host, port }: { host: string; port: number },
): (Omit<CallTarget, 'request'> & { headers?: any })[] {
  const namespace = virtualService.metadata.namespace ?? '';
  const domain = host.split('.svc.')[1] ?? 'cluster.local';
  return route
    .filter(({ weight = 0 }) => route.length === 1 || weight > 0)
    .map(({ destination, headers }) => ({
      host: fullHost(destination.host, namespace, domain),
      ...(destination.subset ? { subset: destination.subset } : {}),
      port: destination.port?.number ?? port,
      ...(destination.port?.number ? {} : { isPortOpen: true }),
      headers,
    }));
}

/** Where the TCP routes of a VirtualService send a connection; undefined where none takes it. */
export function takeTcp(
  virtualService: KubernetesObject,
  place: RoutePlace,
  call: { host: string; port: number; request: ServerRequest },
): Routed | undefined {
  const { namespace } = virtualService.metadata;
  const routes: Route[] = virtualService.spec?.tcp ?? [];
  const found = routes.find(({ match }) => matchesAt(match, place, namespace));
  return (
    found && {
      decidedBy: virtualService,
      targets: targetsOf(virtualService, found, call).map(
        ({ headers: _headers, ...target }) => ({
          ...target,
          request: call.request,
        }),
      ),
    }
  );
}
