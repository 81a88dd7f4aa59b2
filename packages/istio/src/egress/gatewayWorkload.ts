import type { KubernetesObject } from '../resources';
import type { EgressGatewayInput } from './EgressGatewayInput';
import {
  GATEWAY_PORT,
  GATEWAY_TARGET_PORT,
  labelsOf,
  podSelectorOf,
} from './naming';
import { visibleTo } from './visibility';

/** The identity under which the gateway runs and reads its Secrets. */
export function serviceAccountOf(input: EgressGatewayInput): KubernetesObject {
  const { name, namespace } = input;
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, labels: labelsOf(input) },
  };
}

/** The Service by which clients' proxies find the gateway. */
export function serviceOf(input: EgressGatewayInput): KubernetesObject {
  const { name, namespace } = input;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace,
      labels: labelsOf(input),
      // Said explicitly because meshConfig.defaultServiceExportTo may hide
      // Services from other namespaces, and clients would then get 503.
      annotations: {
        'networking.istio.io/exportTo': visibleTo(input).join(','),
      },
    },
    spec: {
      type: 'ClusterIP',
      selector: podSelectorOf(input),
      ports: [
        {
          name: 'https',
          port: GATEWAY_PORT,
          targetPort: GATEWAY_TARGET_PORT,
          protocol: 'TCP',
        },
      ],
    },
  };
}

/**
 * The gateway's pods. Everything that is missing here (image, arguments,
 * readiness probe, volumes) comes from Istio's injector by the template
 * `gateway`, so that an upgrade of the control plane needs only a restart.
 */
export function deploymentOf(input: EgressGatewayInput): KubernetesObject {
  const { name, namespace, replicas = 1, revision } = input;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: labelsOf(input) },
    spec: {
      replicas,
      selector: { matchLabels: podSelectorOf(input) },
      template: {
        metadata: {
          labels: {
            ...labelsOf(input),
            ...podSelectorOf(input),
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
              ports: [
                {
                  name: 'https',
                  containerPort: GATEWAY_TARGET_PORT,
                  protocol: 'TCP',
                },
              ],
              // As in Istio's gateway chart. No sysctl for low ports is needed,
              // because the Service maps to a high one.
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
                privileged: false,
                readOnlyRootFilesystem: true,
                runAsGroup: 1337,
                runAsNonRoot: true,
                runAsUser: 1337,
              },
              resources: {
                requests: { cpu: '100m', memory: '128Mi' },
                limits: { memory: '1Gi' },
              },
            },
          ],
        },
      },
    },
  };
}
