import { hostMatches, KubernetesObject, referenceTo } from '../../resources';
import { isMesh } from '../meshRoutes';
import { fullHost } from '../selection';
import { httpRoutesAt, Routed, RoutePlace, takeHttp, takeTcp } from './routing';
import { serviceRoutesAsVirtualServices } from './serviceRoutes';
import { byExport, isInScope, isShownTo } from './sidecarScope';
import { withPorts } from './targetPorts';
import type { Caller, CallObjects, ServerRequest } from './types';

/** Who calls through a sidecar, and what. */
export interface OutboundCall {
  client: Caller;
  sidecar?: KubernetesObject;
  /** Full host that the proxy takes the call for. */
  host: string;
  port: number;
  request: ServerRequest;
  /** Whether the proxy takes the port for HTTP. */
  isHttp: boolean;
}

/** The VirtualServices that a proxy reads: bound to the mesh, exported to it, and in its scope. */
export function virtualServicesOf(
  objects: CallObjects,
  { client, sidecar, port }: Pick<OutboundCall, 'client' | 'sidecar' | 'port'>,
): { object: KubernetesObject; hosts: string[] }[] {
  const { virtualServices, meshConfig = {}, clusterDomain } = objects;
  const own = client.metadata.namespace ?? '';
  return [...virtualServices, ...serviceRoutesAsVirtualServices(objects)]
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

/** The one that a proxy reads for a host: that of the most specific host, of several the first in their order. */
export function virtualServiceFor(
  objects: CallObjects,
  call: Pick<OutboundCall, 'client' | 'sidecar' | 'port' | 'host'>,
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
    .sort(
      (a, b) =>
        b.fit - a.fit ||
        byExport(call.client.metadata.namespace ?? '')(a.object, b.object),
    );
  return found?.object;
}

/**
 * Whether a proxy has routes for a host that its Sidecar does not take in: for
 * names of VirtualServices alone they are made on port 80, and no other
 * (pilot/pkg/networking/core/route).
 */
export function isRouted(
  objects: CallObjects,
  call: Pick<OutboundCall, 'client' | 'sidecar' | 'port' | 'host'>,
): boolean {
  return (
    call.port === 80 &&
    virtualServicesOf(objects, call).some(({ hosts }) =>
      hosts.includes(call.host),
    )
  );
}

function routeHttp(
  objects: CallObjects,
  virtualService: KubernetesObject,
  place: RoutePlace,
  call: OutboundCall,
): Routed | undefined {
  const routes = httpRoutesAt(objects, virtualService, place);
  if (!routes.length) {
    // Nothing of it is for this port or caller, and so Istio's own route holds.
    return undefined;
  }
  return (
    takeHttp(routes, call) ?? {
      verdict: {
        allowed: false,
        decidedBy: [referenceTo(virtualService)],
        why: 'No route takes it; the caller’s proxy answers 404.',
      },
    }
  );
}

/** Where VirtualServices send a call; to the Service itself where none speaks of it. */
export function routeCall(objects: CallObjects, call: OutboundCall): Routed {
  const { host, port, request, client, isHttp } = call;
  const virtualService = virtualServiceFor(objects, call);
  const place: RoutePlace = { gateway: 'mesh', proxy: client, port };
  const routed =
    virtualService &&
    (isHttp
      ? routeHttp(objects, virtualService, place, call)
      : takeTcp(virtualService, place, call));
  return withPorts(objects, routed ?? { targets: [{ host, port, request }] });
}
