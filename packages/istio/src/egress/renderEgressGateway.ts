import type { KubernetesObject } from '../resources';
import type { EgressGatewayInput } from './EgressGatewayInput';
import {
  gatewayOf,
  gatewayRuleOf,
  serviceEntryOf,
  upstreamRuleOf,
  virtualServiceOf,
} from './gatewayRouting';
import { deploymentOf, serviceAccountOf, serviceOf } from './gatewayWorkload';

/**
 * The objects of an egress gateway as an injected Deployment, in the order in
 * which they are to be applied: the same input gives the same objects.
 *
 * Routes come last, so that calls are led to the gateway only when it and the
 * rules for its TLS are there. Being seen in a namespace is not a fence: Istio
 * cannot force calls through a gateway, a NetworkPolicy or a firewall can.
 *
 * @param input - as `validateEgressGateway` returned it.
 * @public
 */
export function renderEgressGateway(
  input: EgressGatewayInput,
): KubernetesObject[] {
  const upstreamRule = upstreamRuleOf(input);
  return [
    serviceAccountOf(input),
    serviceOf(input),
    deploymentOf(input),
    serviceEntryOf(input),
    gatewayOf(input),
    gatewayRuleOf(input),
    ...(upstreamRule ? [upstreamRule] : []),
    virtualServiceOf(input),
  ];
}
