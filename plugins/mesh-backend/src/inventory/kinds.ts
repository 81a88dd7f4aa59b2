import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { controlPlaneNamespace } from '../clusters';

/** A kind that the inventory follows. */
export interface WatchedKind {
  /** Its name here, one for each: Istio's own code says `KubernetesGateway` for the Gateway API's Gateway, too. */
  kind: string;
  /** Empty for the core group. */
  group: string;
  plural: string;
  /** Versions that are understood, the best first. */
  versions: string[];
  /** Set when only one namespace is read. */
  namespace?: (details: MeshClusterDetails) => string;
}

const NETWORKING = ['v1', 'v1beta1', 'v1alpha3'];
const SECURITY = ['v1', 'v1beta1'];

function networking(kind: string, plural: string): WatchedKind {
  return {
    kind,
    group: 'networking.istio.io',
    plural,
    versions: NETWORKING,
  };
}

function gatewayApi(kind: string, plural: string): WatchedKind {
  return {
    kind,
    group: 'gateway.networking.k8s.io',
    plural,
    versions: ['v1', 'v1beta1'],
  };
}

function security(kind: string, plural: string): WatchedKind {
  return { kind, group: 'security.istio.io', plural, versions: SECURITY };
}

/**
 * Everything that is read of a cluster. No Secret is among it.
 * `docs/rbac/read.yaml` grants exactly these; the ConfigMaps of the control
 * plane's namespace are in `docs/rbac/control-plane.yaml`.
 */
export const WATCHED_KINDS = [
  { kind: 'Namespace', group: '', plural: 'namespaces', versions: ['v1'] },
  { kind: 'Pod', group: '', plural: 'pods', versions: ['v1'] },
  { kind: 'Service', group: '', plural: 'services', versions: ['v1'] },
  {
    kind: 'ConfigMap',
    group: '',
    plural: 'configmaps',
    versions: ['v1'],
    namespace: controlPlaneNamespace,
  },
  {
    kind: 'MutatingWebhookConfiguration',
    group: 'admissionregistration.k8s.io',
    plural: 'mutatingwebhookconfigurations',
    versions: ['v1'],
  },
  networking('WorkloadEntry', 'workloadentries'),
  networking('WorkloadGroup', 'workloadgroups'),
  networking('ServiceEntry', 'serviceentries'),
  networking('VirtualService', 'virtualservices'),
  networking('DestinationRule', 'destinationrules'),
  networking('Gateway', 'gateways'),
  networking('Sidecar', 'sidecars'),
  security('PeerAuthentication', 'peerauthentications'),
  security('AuthorizationPolicy', 'authorizationpolicies'),
  security('RequestAuthentication', 'requestauthentications'),
  gatewayApi('KubernetesGateway', 'gateways'),
  // From here on: for findings only.
  {
    kind: 'Deployment',
    group: 'apps',
    plural: 'deployments',
    versions: ['v1'],
  },
  {
    kind: 'ValidatingWebhookConfiguration',
    group: 'admissionregistration.k8s.io',
    plural: 'validatingwebhookconfigurations',
    versions: ['v1'],
  },
  {
    kind: 'EnvoyFilter',
    group: 'networking.istio.io',
    plural: 'envoyfilters',
    versions: ['v1alpha3'],
  },
  {
    kind: 'ProxyConfig',
    group: 'networking.istio.io',
    plural: 'proxyconfigs',
    versions: ['v1beta1'],
  },
  {
    kind: 'Telemetry',
    group: 'telemetry.istio.io',
    plural: 'telemetries',
    versions: ['v1', 'v1alpha1'],
  },
  {
    kind: 'WasmPlugin',
    group: 'extensions.istio.io',
    plural: 'wasmplugins',
    versions: ['v1alpha1'],
  },
  {
    kind: 'TrafficExtension',
    group: 'extensions.istio.io',
    plural: 'trafficextensions',
    versions: ['v1alpha1'],
  },
  // Of these three little more than names and labels is kept; of nodes the blocks of their pods, too.
  {
    kind: 'ServiceAccount',
    group: '',
    plural: 'serviceaccounts',
    versions: ['v1'],
  },
  { kind: 'Node', group: '', plural: 'nodes', versions: ['v1'] },
  {
    kind: 'CustomResourceDefinition',
    group: 'apiextensions.k8s.io',
    plural: 'customresourcedefinitions',
    versions: ['v1'],
  },
  gatewayApi('GatewayClass', 'gatewayclasses'),
  gatewayApi('HTTPRoute', 'httproutes'),
  gatewayApi('GRPCRoute', 'grpcroutes'),
  gatewayApi('ReferenceGrant', 'referencegrants'),
] satisfies WatchedKind[];

/** `authorizationpolicies.security.istio.io`, as RBAC and kubectl write it. */
export function resourceName({ group, plural }: WatchedKind): string {
  return group ? `${plural}.${group}` : plural;
}
