import type { EgressGatewayInput } from './EgressGatewayInput';

/**
 * Value of `exportTo` of what clients must see: the gateway's own namespace
 * and the clients'. Istio's default is every namespace of the mesh, where the
 * route would catch the calls of teams that never asked for it.
 */
export function visibleTo(input: EgressGatewayInput): string[] {
  const others = (input.clientNamespaces ?? []).filter(
    one => one !== input.namespace,
  );
  return others.length > 0 ? [input.namespace, ...others].sort() : ['.'];
}
