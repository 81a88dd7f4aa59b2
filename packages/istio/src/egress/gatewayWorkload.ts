import type { KubernetesObject } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type { EgressGatewayModel } from './EgressGatewayInput';
import {
  GATEWAY_PORT,
  labelsOf,
  podSelectorOf,
  targetPortOf,
  workloadNameOf,
} from './naming';
import { metadataOf } from './objectParts';
import { checkContainersOf } from './upstreamCheck';
import { gatewayVisibleTo } from './visibility';

/** What a proxy asks for and may use when nothing else is said. */
export const DEFAULT_RESOURCES = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { memory: '1Gi' },
};

/**
 * As in Istio's gateway chart. No sysctl for low ports is needed, because the
 * Service maps to high ones.
 */
export const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsGroup: 1337,
  runAsNonRoot: true,
  runAsUser: 1337,
};

/** The identity under which the gateway runs and reads its Secrets. */
export function serviceAccountOf(model: EgressGatewayModel): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadataOf(model),
  };
}

/** Ports of the gateway's Service, the shared one first. */
export function gatewayPortsOf({ upstreams }: EgressGatewayModel): number[] {
  const ports = new Set(upstreams.map(({ gatewayPort }) => gatewayPort));
  return [...ports].sort(
    (a, b) => Number(b === GATEWAY_PORT) - Number(a === GATEWAY_PORT) || a - b,
  );
}

/** Name of a port of the gateway. Its beginning tells Istio that it is TLS. */
export function portNameOf(gatewayPort: number): string {
  return gatewayPort === GATEWAY_PORT ? 'https' : `tls-${gatewayPort}`;
}

/** Ports as a Service has them. */
export function servicePortsOf(model: EgressGatewayModel) {
  return gatewayPortsOf(model).map(port => ({
    name: portNameOf(port),
    port,
    targetPort: targetPortOf(port),
    protocol: 'TCP',
  }));
}

/**
 * Annotations of the Service. Who sees it is said explicitly because
 * meshConfig.defaultServiceExportTo may hide Services from other namespaces, and
 * clients would then get 503.
 */
export function serviceAnnotationsOf(
  model: EgressGatewayModel,
): Record<string, string> {
  return { 'networking.istio.io/exportTo': gatewayVisibleTo(model).join(',') };
}

/** The Service by which clients' proxies find the gateway. */
export function serviceOf(model: EgressGatewayModel): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      ...metadataOf(model),
      annotations: serviceAnnotationsOf(model),
    },
    spec: {
      type: 'ClusterIP',
      selector: podSelectorOf(model),
      ports: servicePortsOf(model),
    },
  };
}

/**
 * The gateway's pods. Everything that is missing here (image, arguments,
 * readiness probe, volumes) comes from Istio's injector by the template
 * `gateway`, so that an upgrade of the control plane needs only a restart.
 */
export function deploymentOf(
  model: EgressGatewayModel,
  environment?: EgressEnvironment,
): KubernetesObject {
  const { name, replicas = 1, revision, autoscaling } = model;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(model),
    spec: {
      // The autoscaler's number would be undone at every apply.
      ...(autoscaling ? {} : { replicas }),
      selector: { matchLabels: podSelectorOf(model) },
      template: {
        metadata: {
          labels: {
            ...labelsOf(model),
            ...podSelectorOf(model),
            // Telemetry names workloads by app and version.
            version: 'v1',
            // In an ambient namespace the gateway must not be captured itself.
            'istio.io/dataplane-mode': 'none',
            ...(revision
              ? { 'istio.io/rev': revision }
              : { 'sidecar.istio.io/inject': 'true' }),
          },
          annotations: { 'inject.istio.io/templates': 'gateway' },
        },
        spec: {
          serviceAccountName: name,
          containers: [
            {
              // The injector merges its container into the one of this name.
              name: 'istio-proxy',
              image: 'auto',
              // No ports: Kubernetes needs none of them, and with those of the
              // upstreams adding one would restart the pods.
              securityContext: RESTRICTED,
              resources: model.resources ?? DEFAULT_RESOURCES,
            },
            ...checkContainersOf(model, environment),
          ],
        },
      },
    },
  };
}

/** Spec of the autoscaler, without what it scales; undefined when none is asked for. */
export function autoscalingSpecOf({ autoscaling }: EgressGatewayModel) {
  if (!autoscaling) {
    return undefined;
  }
  const { minReplicas = 1, maxReplicas, cpuPercent = 80 } = autoscaling;
  return {
    minReplicas,
    maxReplicas,
    metrics: [
      {
        type: 'Resource',
        resource: {
          name: 'cpu',
          target: { type: 'Utilization', averageUtilization: cpuPercent },
        },
      },
    ],
  };
}

/** Chooses the number of pods. */
export function autoscalerOf(
  model: EgressGatewayModel,
): KubernetesObject | undefined {
  const spec = autoscalingSpecOf(model);
  return spec
    ? {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: metadataOf(model),
        spec: {
          scaleTargetRef: {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: workloadNameOf(model),
          },
          ...spec,
        },
      }
    : undefined;
}

/** Keeps drains of nodes from taking too many pods at once. */
export function disruptionBudgetOf(
  model: EgressGatewayModel,
): KubernetesObject | undefined {
  return model.disruptionBudget
    ? {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: metadataOf(model),
        spec: {
          ...model.disruptionBudget,
          selector: { matchLabels: podSelectorOf(model) },
        },
      }
    : undefined;
}
