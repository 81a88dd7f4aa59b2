import type { EgressGatewayModel } from './EgressGatewayInput';

function inOrder(namespaces: string[], own: string): string[] {
  const others = [...new Set(namespaces)].filter(one => one !== own);
  return others.length > 0 ? [own, ...others].sort() : ['.'];
}

/** Namespaces whose calls the gateway takes, without its own unless it is named. */
export function callerNamespacesOf({
  namespace,
  callers,
  clientNamespaces = [],
}: EgressGatewayModel): string[] {
  const named = callers
    ? callers.map(one => one.namespace)
    : [namespace, ...clientNamespaces];
  return [...new Set(named)].sort();
}

/** Namespaces of the ingress gateways that an upstream is exposed by. */
export function ingressNamespacesOf({
  upstreams,
}: EgressGatewayModel): string[] {
  const all = upstreams.flatMap(({ exposure }) =>
    exposure ? [exposure.ingress.namespace] : [],
  );
  return [...new Set(all)].sort();
}

/**
 * Value of `exportTo` of what clients must see of upstreams: the gateway's own
 * namespace and the clients'. Istio's default is every namespace of the mesh,
 * where the route would catch the calls of teams that never asked for it.
 */
export function visibleTo(model: EgressGatewayModel): string[] {
  return inOrder(callerNamespacesOf(model), model.namespace);
}

/**
 * Value of `exportTo` of what leads to the gateway itself: as `visibleTo`, and
 * the namespaces of the ingress gateways that call it.
 */
export function gatewayVisibleTo(model: EgressGatewayModel): string[] {
  return inOrder(
    [...callerNamespacesOf(model), ...ingressNamespacesOf(model)],
    model.namespace,
  );
}
