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
const KNOWN: RegExp[] = [];

/** Whether a difference is one that the documentation names. */
export function isKnownDifference(text: string, _trouble?: string): boolean {
  return KNOWN.some(pattern => pattern.test(text));
}
