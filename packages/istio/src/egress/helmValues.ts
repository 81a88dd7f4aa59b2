import type { EgressEnvironment } from './EgressEnvironment';
import type {
  EgressGatewayInput,
  EgressGatewayModel,
} from './EgressGatewayInput';
import {
  DEFAULT_RESOURCES,
  RESTRICTED,
  serviceAnnotationsOf,
  servicePortsOf,
} from './gatewayWorkload';
import { modelOf } from './modelOf';
import { foreignLabelsOf, podSelectorOf } from './naming';
import { checkContainersOf } from './upstreamCheck';

/**
 * Values for Istio's chart `gateway`, to be installed as a release of the
 * gateway's name in its namespace. Together with the objects that
 * `renderEgressGateway` gives for the pattern `helm` they make the same gateway
 * as `injected` does.
 *
 * @public
 */
export function helmValuesOf(
  input: EgressGatewayInput | EgressGatewayModel,
  environment?: EgressEnvironment,
): Record<string, unknown> {
  const model = modelOf(input);
  const { name, revision, replicas = 1, autoscaling, disruptionBudget } = model;
  const containers = checkContainersOf(model, environment);
  return {
    // Said because the chart takes the release's name otherwise.
    name,
    ...(revision ? { revision } : {}),
    ...(autoscaling ? {} : { replicaCount: replicas }),
    // The Role that lets the account read Secrets, only where there is one to read.
    rbac: {
      enabled: model.upstreams.some(({ tls }) => tls?.credentialName),
    },
    labels: {
      ...foreignLabelsOf(model),
      ...podSelectorOf(model),
      version: 'v1',
      'istio.io/dataplane-mode': 'none',
    },
    service: {
      type: 'ClusterIP',
      annotations: serviceAnnotationsOf(model),
      ports: servicePortsOf(model),
    },
    containerSecurityContext: RESTRICTED,
    resources: model.resources ?? DEFAULT_RESOURCES,
    autoscaling: autoscaling
      ? {
          enabled: true,
          minReplicas: autoscaling.minReplicas ?? 1,
          maxReplicas: autoscaling.maxReplicas,
          targetCPUUtilizationPercentage: autoscaling.cpuPercent ?? 80,
        }
      : { enabled: false },
    ...(disruptionBudget ? { podDisruptionBudget: disruptionBudget } : {}),
    ...(containers.length > 0 ? { additionalContainers: containers } : {}),
  };
}
