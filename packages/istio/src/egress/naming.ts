import type { EgressEnvironment } from './EgressEnvironment';
import type {
  EgressGatewayModel,
  EgressUpstreamModel,
} from './EgressGatewayInput';
import { hashOf, MAIN_UPSTREAM } from './upstreamNames';

/** Label on every object of a gateway: the gateway's name. */
export const EGRESS_GATEWAY_LABEL = 'meshport.dev/egress-gateway';

/** Label on the pods, and on objects in other namespaces: the gateway's namespace. */
export const EGRESS_NAMESPACE_LABEL = 'meshport.dev/egress-gateway-namespace';

/** Label on objects of one upstream of many: its id. */
export const EGRESS_UPSTREAM_LABEL = 'meshport.dev/egress-upstream';

/** Label on every object of a gateway that is no injected Deployment: its pattern. */
export const EGRESS_PATTERN_LABEL = 'meshport.dev/egress-pattern';

/** Port of the gateway's Service that upstreams share, told apart by server name. */
export const GATEWAY_PORT = 443;

/** Port where the proxy listens for it; above 1024, so that it needs no privilege. */
export const GATEWAY_TARGET_PORT = 8443;

/** Name that istiod gives what it makes of a Gateway of class `istio`. */
const GATEWAY_API_SUFFIX = '-istio';

type Named = Pick<EgressGatewayModel, 'name' | 'namespace'>;

/**
 * Name of the rule by which a gateway opens TLS to its upstream; other
 * protocols have none.
 *
 * @public
 */
export function upstreamRuleNameOf(
  { name }: { name: string },
  id = MAIN_UPSTREAM,
): string {
  return id === MAIN_UPSTREAM ? `${name}-upstream` : `${name}.${id}-upstream`;
}

/**
 * Name of the objects of an upstream. A dot divides, which no gateway's name
 * has: so no upstream of one gateway is called like another gateway.
 */
export function upstreamNameOf({ name }: { name: string }, id: string): string {
  return id === MAIN_UPSTREAM ? name : `${name}.${id}`;
}

/** Name of an object that stands in another namespace than its gateway. */
export function abroadNameOf({ name, namespace }: Named): string {
  return `${name}.${namespace}`;
}

/**
 * Name of the listener of an ingress gateway for an upstream. Of all kinds only
 * Istio's Gateway must be called by a DNS label, so a hash stands for what would
 * have dots.
 */
export function ingressListenerNameOf(
  { name, namespace }: Named,
  id: string,
): string {
  const hash = hashOf(`${namespace}/${name}/${id}`).toString(36);
  return `${name}-${hash.padStart(7, '0')}`;
}

/** Labels of every object. */
export function labelsOf(
  model: Named & Partial<EgressGatewayModel>,
): Record<string, string> {
  const { pattern = 'injected' } = model;
  return {
    'app.kubernetes.io/managed-by': 'meshport',
    [EGRESS_GATEWAY_LABEL]: model.name,
    ...(pattern === 'injected' ? {} : { [EGRESS_PATTERN_LABEL]: pattern }),
    ...(model.component
      ? { 'backstage.io/kubernetes-id': model.component }
      : {}),
    ...(model.owner ? { 'meshport.dev/owner': model.owner } : {}),
  };
}

/**
 * Labels of what others make for the gateway, the chart or istiod: without the
 * gateway's name, by which objects are known to be ours.
 */
export function foreignLabelsOf(
  model: Named & Partial<EgressGatewayModel>,
): Record<string, string> {
  return {
    [EGRESS_NAMESPACE_LABEL]: model.namespace,
    ...(model.component
      ? { 'backstage.io/kubernetes-id': model.component }
      : {}),
  };
}

/** Labels of an upstream's objects. */
export function upstreamLabelsOf(
  model: EgressGatewayModel,
  { id }: EgressUpstreamModel,
): Record<string, string> {
  return {
    ...labelsOf(model),
    ...(id === MAIN_UPSTREAM ? {} : { [EGRESS_UPSTREAM_LABEL]: id }),
  };
}

/** Labels of an object in another namespace than the gateway's. */
export function abroadLabelsOf(
  model: EgressGatewayModel,
): Record<string, string> {
  return { ...labelsOf(model), [EGRESS_NAMESPACE_LABEL]: model.namespace };
}

/**
 * Labels that only this gateway's pods have. The namespace is among them
 * because the selector of an Istio Gateway looks into all namespaces
 * (PILOT_SCOPE_GATEWAY_TO_NAMESPACE is off by default): without it, two
 * gateways of the same name would serve each other's hosts.
 */
export function podSelectorOf({
  name,
  namespace,
  pattern,
}: Named & Partial<EgressGatewayModel>): Record<string, string> {
  if (pattern === 'gateway-api' || pattern === 'waypoint') {
    return { 'gateway.networking.k8s.io/gateway-name': name };
  }
  if (pattern === 'helm') {
    return { app: name, [EGRESS_NAMESPACE_LABEL]: namespace };
  }
  return {
    app: name,
    [EGRESS_GATEWAY_LABEL]: name,
    [EGRESS_NAMESPACE_LABEL]: namespace,
  };
}

/** Name of the gateway's Deployment, Service and ServiceAccount. */
export function workloadNameOf({
  name,
  pattern,
}: Pick<EgressGatewayModel, 'name'> & Partial<EgressGatewayModel>): string {
  return pattern === 'gateway-api' ? `${name}${GATEWAY_API_SUFFIX}` : name;
}

/** The gateway's host as clients' proxies know it. */
export function gatewayHostOf(
  model: EgressGatewayModel,
  { clusterDomain = 'cluster.local' }: EgressEnvironment = {},
): string {
  return `${workloadNameOf(model)}.${model.namespace}.svc.${clusterDomain}`;
}

/** Where the proxy listens for a port of the gateway's Service. */
export function targetPortOf(gatewayPort: number): number {
  return gatewayPort === GATEWAY_PORT ? GATEWAY_TARGET_PORT : gatewayPort;
}
