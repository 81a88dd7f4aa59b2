/**
 * A kind that analyzers read. Kinds of the Gateway API that share their name
 * with a kind of Istio have a prefix; `MeshConfig` and `MeshNetworks` are not
 * objects but keys of a ConfigMap.
 *
 * @public
 */
export type AnalysisKind = keyof typeof KINDS;

/**
 * How a kind is called by Kubernetes.
 *
 * @public
 */
export interface KindInfo {
  kind: string;
  /** Empty for the core group. */
  group: string;
  /** Versions that are understood; they are aliases of one another. */
  versions: readonly string[];
  clusterScoped?: boolean;
}

const NETWORKING = ['v1', 'v1beta1', 'v1alpha3'];
const GATEWAY_API = 'gateway.networking.k8s.io';

function core(kind: string, clusterScoped = false): KindInfo {
  return { kind, group: '', versions: ['v1'], clusterScoped };
}

function istio(kind: string, area: string, versions: string[]): KindInfo {
  return { kind, group: `${area}.istio.io`, versions };
}

function gatewayApi(
  kind: string,
  versions: string[],
  clusterScoped = false,
): KindInfo {
  return { kind, group: GATEWAY_API, versions, clusterScoped };
}

function clusterWide(kind: string, group: string): KindInfo {
  return { kind, group, versions: ['v1'], clusterScoped: true };
}

/** Every kind that an analyzer reads. */
export const KINDS = {
  Namespace: core('Namespace', true),
  Node: core('Node', true),
  Pod: core('Pod'),
  Service: core('Service'),
  ServiceAccount: core('ServiceAccount'),
  ConfigMap: core('ConfigMap'),
  Secret: core('Secret'),
  Deployment: { kind: 'Deployment', group: 'apps', versions: ['v1'] },
  CustomResourceDefinition: clusterWide(
    'CustomResourceDefinition',
    'apiextensions.k8s.io',
  ),
  MutatingWebhookConfiguration: clusterWide(
    'MutatingWebhookConfiguration',
    'admissionregistration.k8s.io',
  ),
  ValidatingWebhookConfiguration: clusterWide(
    'ValidatingWebhookConfiguration',
    'admissionregistration.k8s.io',
  ),
  Gateway: istio('Gateway', 'networking', NETWORKING),
  VirtualService: istio('VirtualService', 'networking', NETWORKING),
  DestinationRule: istio('DestinationRule', 'networking', NETWORKING),
  ServiceEntry: istio('ServiceEntry', 'networking', NETWORKING),
  Sidecar: istio('Sidecar', 'networking', NETWORKING),
  WorkloadEntry: istio('WorkloadEntry', 'networking', NETWORKING),
  WorkloadGroup: istio('WorkloadGroup', 'networking', NETWORKING),
  EnvoyFilter: istio('EnvoyFilter', 'networking', ['v1alpha3']),
  ProxyConfig: istio('ProxyConfig', 'networking', ['v1beta1']),
  AuthorizationPolicy: istio('AuthorizationPolicy', 'security', [
    'v1',
    'v1beta1',
  ]),
  PeerAuthentication: istio('PeerAuthentication', 'security', [
    'v1',
    'v1beta1',
  ]),
  RequestAuthentication: istio('RequestAuthentication', 'security', [
    'v1',
    'v1beta1',
  ]),
  Telemetry: istio('Telemetry', 'telemetry', ['v1', 'v1alpha1']),
  WasmPlugin: istio('WasmPlugin', 'extensions', ['v1alpha1']),
  TrafficExtension: istio('TrafficExtension', 'extensions', ['v1alpha1']),
  KubernetesGateway: gatewayApi('Gateway', ['v1', 'v1beta1', 'v1alpha2']),
  GatewayClass: gatewayApi('GatewayClass', ['v1', 'v1beta1', 'v1alpha2'], true),
  HTTPRoute: gatewayApi('HTTPRoute', ['v1', 'v1beta1', 'v1alpha2']),
  GRPCRoute: gatewayApi('GRPCRoute', ['v1', 'v1alpha2']),
  ReferenceGrant: gatewayApi('ReferenceGrant', ['v1', 'v1beta1', 'v1alpha2']),
  MeshConfig: { kind: 'MeshConfig', group: '', versions: ['v1alpha1'] },
  MeshNetworks: { kind: 'MeshNetworks', group: '', versions: ['v1alpha1'] },
} satisfies Record<string, KindInfo>;

/**
 * The kinds of which a cluster is read in order to analyse it; `MeshConfig`
 * and `MeshNetworks` come out of a ConfigMap.
 *
 * @public
 */
export const ANALYSIS_KINDS: Readonly<Record<AnalysisKind, KindInfo>> = KINDS;

const BY_NAME = new Map<string, AnalysisKind>(
  Object.entries(KINDS)
    .filter(([key]) => key !== 'MeshConfig' && key !== 'MeshNetworks')
    .flatMap(([key, { group, versions, kind }]) =>
      versions.map(
        version =>
          [
            `${group ? `${group}/` : ''}${version}/${kind}`,
            key as AnalysisKind,
          ] as const,
      ),
    ),
);

/**
 * The kind of an object that analyzers read; undefined for any other kind or
 * version.
 *
 * @public
 */
export function analysisKindOf(
  apiVersion: unknown,
  kind: unknown,
): AnalysisKind | undefined {
  return BY_NAME.get(`${apiVersion}/${kind}`);
}
