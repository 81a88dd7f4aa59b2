import { stringify } from 'yaml';
import { KubernetesObject, toYaml } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type {
  EgressGatewayInput,
  EgressGatewayModel,
} from './EgressGatewayInput';
import { helmValuesOf } from './helmValues';
import { modelOf } from './modelOf';
import { EGRESS_UPSTREAM_LABEL } from './naming';
import { renderEgressGateway } from './renderEgressGateway';

/**
 * A file for a repository.
 *
 * @public
 */
export interface EgressFile {
  /** Relative, with slashes. */
  path: string;
  content: string;
}

const ACCESS = ['AuthorizationPolicy', 'PeerAuthentication', 'Telemetry'];

const WORKLOAD = [
  'ServiceAccount',
  'Service',
  'ConfigMap',
  'Deployment',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
];

function fileOf(
  { namespace }: EgressGatewayModel,
  { kind, metadata }: KubernetesObject,
): string {
  if (metadata.namespace !== namespace) {
    return `other-namespaces/${metadata.namespace}.yaml`;
  }
  if (ACCESS.includes(kind)) {
    return 'access.yaml';
  }
  if (WORKLOAD.includes(kind)) {
    return 'workload.yaml';
  }
  if (kind === 'NetworkPolicy') {
    return 'network-policy.yaml';
  }
  const upstream = metadata.labels?.[EGRESS_UPSTREAM_LABEL];
  if (upstream !== undefined) {
    return `upstreams/${upstream}.yaml`;
  }
  return 'routing.yaml';
}

/**
 * The gateway as files for a pull request, in `NAMESPACE/NAME/`: one for what
 * runs it, one for who gets in, one for each upstream, one for each other
 * namespace that something is written to, and a kustomization that names them
 * all. With the pattern `helm`, `values.yaml` is for Istio's chart and no resource.
 *
 * @public
 */
export function egressFiles(
  input: EgressGatewayInput | EgressGatewayModel,
  environment?: EgressEnvironment,
): EgressFile[] {
  const model = modelOf(input);
  const files = new Map<string, KubernetesObject[]>();
  for (const object of renderEgressGateway(model, environment)) {
    const path = fileOf(model, object);
    files.set(path, [...(files.get(path) ?? []), object]);
  }
  const folder = `${model.namespace}/${model.name}`;
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...files.keys()],
  };
  return [
    {
      path: `${folder}/kustomization.yaml`,
      content: stringify(kustomization),
    },
    ...(model.pattern === 'helm'
      ? [
          {
            path: `${folder}/values.yaml`,
            content: stringify(helmValuesOf(model, environment), {
              aliasDuplicateObjects: false,
            }),
          },
        ]
      : []),
    ...[...files].map(([path, objects]) => ({
      path: `${folder}/${path}`,
      content: toYaml(objects),
    })),
  ];
}
