import type { KubernetesObject } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type {
  EgressGatewayInput,
  EgressGatewayModel,
} from './EgressGatewayInput';
import {
  accessLogOf,
  authorizerPolicyOf,
  callersPolicyOf,
  strictMtlsOf,
} from './access';
import { exposedOf, exposedRouteOf, ingressListenerOf } from './exposure';
import { gatewayOf, gatewayRuleOf } from './istioGateways';
import { virtualServiceOf } from './istioRoutes';
import {
  autoscalerOf,
  deploymentOf,
  disruptionBudgetOf,
  serviceAccountOf,
  serviceOf,
} from './gatewayWorkload';
import { gatewayApiObjectsOf } from './gatewayApi';
import { byHost, inOrderOfHosts, modelOf } from './modelOf';
import { networkPoliciesOf } from './networkPolicies';
import { serviceEntryOf } from './serviceEntries';
import { sidecarDirectObjectsOf } from './sidecarDirect';
import { upstreamRuleOf } from './upstreamTls';
import { waypointObjectsOf } from './waypoint';

type Maybe = KubernetesObject | undefined;

function present(objects: Maybe[]): KubernetesObject[] {
  return objects.filter((one): one is KubernetesObject => one !== undefined);
}

/** What makes the pods, where we make them ourselves. */
function workloadOf(
  model: EgressGatewayModel,
  environment?: EgressEnvironment,
): Maybe[] {
  return [
    serviceAccountOf(model),
    serviceOf(model),
    deploymentOf(model, environment),
    autoscalerOf(model),
    disruptionBudgetOf(model),
  ];
}

/** What leads to the gateway and on, by Istio's own kinds. */
function routingOf(
  model: EgressGatewayModel,
  environment?: EgressEnvironment,
): Maybe[] {
  const hosts = byHost(model);
  return [
    ...hosts.map(one => serviceEntryOf(model, one)),
    gatewayOf(model, environment),
    gatewayRuleOf(model, environment),
    ...hosts.map(one => upstreamRuleOf(model, one)),
    ...hosts.map(one => virtualServiceOf(model, one, environment)),
    ...exposedOf(model).flatMap(one => [
      ingressListenerOf(model, one),
      exposedRouteOf(model, one, environment),
    ]),
  ];
}

function ofPattern(
  model: EgressGatewayModel,
  policies: Maybe[],
  environment?: EgressEnvironment,
): Maybe[] {
  switch (model.pattern) {
    case 'injected':
      return [
        ...policies,
        ...workloadOf(model, environment),
        ...routingOf(model, environment),
      ];
    case 'helm':
      return [...policies, ...routingOf(model, environment)];
    case 'gateway-api':
      return gatewayApiObjectsOf(model, policies, environment);
    case 'waypoint':
      return waypointObjectsOf(model, policies, environment);
    default:
      return sidecarDirectObjectsOf(model);
  }
}

/**
 * The objects of an egress gateway, in the order in which they are to be applied:
 * the same input gives the same objects. With the pattern `helm` the pods, their
 * Service and account are the chart's, see `helmValuesOf`.
 *
 * Who gets in is said before there is anything to get into. Routes come last, so
 * that calls are led to the gateway only when it and the rules for its TLS are
 * there; a NetworkPolicy comes after them. Being seen in a namespace is not a
 * fence: Istio cannot force calls through a gateway, a NetworkPolicy or a
 * firewall can.
 *
 * @param input - as `validateEgressGateway` returned it.
 * @param environment - what the cluster runs; what is left out gets the defaults
 * that `egressNotes` tells of.
 * @public
 */
export function renderEgressGateway(
  input: EgressGatewayInput | EgressGatewayModel,
  environment?: EgressEnvironment,
): KubernetesObject[] {
  const model = inOrderOfHosts(modelOf(input));
  const policies = [
    callersPolicyOf(model, environment),
    authorizerPolicyOf(model),
    accessLogOf(model),
    strictMtlsOf(model),
  ];
  return present([
    ...ofPattern(model, policies, environment),
    ...networkPoliciesOf(model, environment),
  ]);
}
