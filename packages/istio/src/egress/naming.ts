import type { EgressGatewayInput } from './EgressGatewayInput';

/** Label on every object of a gateway: the gateway's name. */
export const EGRESS_GATEWAY_LABEL = 'meshport.dev/egress-gateway';

/** Label on the pods: the gateway's namespace. */
export const EGRESS_NAMESPACE_LABEL = 'meshport.dev/egress-gateway-namespace';

/** Port of the gateway's Service, which routes and rules name. */
export const GATEWAY_PORT = 443;

/** Port where the proxy listens; above 1024, so that it needs no privilege. */
export const GATEWAY_TARGET_PORT = 8443;

/**
 * Name of the rule by which a gateway opens TLS to its upstream; other
 * protocols have none.
 *
 * @public
 */
export function upstreamRuleNameOf({ name }: { name: string }): string {
  return `${name}-upstream`;
}

/** Labels of every object. */
export function labelsOf(input: EgressGatewayInput): Record<string, string> {
  return {
    'app.kubernetes.io/managed-by': 'meshport',
    [EGRESS_GATEWAY_LABEL]: input.name,
    ...(input.component
      ? { 'backstage.io/kubernetes-id': input.component }
      : {}),
    ...(input.owner ? { 'meshport.dev/owner': input.owner } : {}),
  };
}

/**
 * Labels that only this gateway's pods have. The namespace is among them
 * because the selector of an Istio Gateway looks into all namespaces
 * (PILOT_SCOPE_GATEWAY_TO_NAMESPACE is off by default): without it, two
 * gateways of the same name would serve each other's hosts.
 */
export function podSelectorOf(
  input: EgressGatewayInput,
): Record<string, string> {
  return {
    app: input.name,
    [EGRESS_GATEWAY_LABEL]: input.name,
    [EGRESS_NAMESPACE_LABEL]: input.namespace,
  };
}

/** The gateway's host as clients' proxies know it. */
export function gatewayHostOf(input: EgressGatewayInput): string {
  return `${input.name}.${input.namespace}.svc.cluster.local`;
}
