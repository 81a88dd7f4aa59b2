/**
 * Analyzers that istioctl leaves out without a cluster, since it loads no Pods,
 * Services, Namespaces, Nodes and Secrets of files.
 */
export const WITHOUT_CLUSTER: ReadonlySet<string> = new Set([
  'annotations.K8sAnalyzer',
  'authz.AuthorizationPoliciesAnalyzer',
  'conditions.ConditionAnalyzer',
  'deployment.ServiceAssociationAnalyzer',
  'deployment.ApplicationUIDAnalyzer',
  'destinationrule.PodNotSelectedAnalyzer',
  'gateway.IngressGatewayPortAnalyzer',
  'gateway.SecretAnalyzer',
  'gateway.ConflictingGatewayAnalyzer',
  'injection.Analyzer',
  'injection.ImageAnalyzer',
  'injection.ImageAutoAnalyzer',
  'k8sgateway.SelectorAnalyzer',
  'multicluster.MeshNetworksAnalyzer',
  'multicluster.ServiceAnalyzer',
  'service.PortNameAnalyzer',
  'sidecar.SelectorAnalyzer',
  'virtualservice.DestinationHostAnalyzer',
  'virtualservice.JWTClaimRouteAnalyzer',
  'webhook.Analyzer',
  'telemetry.SelectorAnalyzer',
]);

/** Differences that `docs/contributors/analyzers.md` names with their reasons. */
const KNOWN: RegExp[] = [
  // Of several scopes with the same host istioctl names one at random.
  /IST0109 VirtualService .* define the same host/,
  // The same for ServiceEntries with several ports or hosts in conflict.
  /IST0177 ServiceEntry /,
  // A condition without a type or status, which no cluster has.
  /only istioctl: warning IST0171 .* type=, reason=/,
  // Envoy's own configuration in patches.
  /only istioctl: (error|warning) IST01(06|33) EnvoyFilter .*(type_url|typed_config|Envoy filter: (proto|unknown)|referenced type)/,
  // Words of libraries for keys of tokens and for URLs.
  /IST0106 RequestAuthentication .*(jwks parse error|parse ")/,
];

/** Whether a difference is one that the documentation names. */
export function isKnownDifference(text: string, trouble?: string): boolean {
  // istioctl ends at once where a source of a rule is left out.
  return /panic/.test(trouble ?? '') || KNOWN.some(one => one.test(text));
}
