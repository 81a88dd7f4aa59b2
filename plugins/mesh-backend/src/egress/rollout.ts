import { EgressGatewayModel } from '@meshport/istio';

/**
 * The Deployment that a gateway runs by; undefined where it has none. istiod
 * calls what it makes for a Gateway of class `istio` NAME-istio, and for a
 * waypoint as the waypoint.
 */
export function deploymentOf({
  pattern,
  namespace,
  name,
}: Pick<EgressGatewayModel, 'pattern' | 'namespace' | 'name'>):
  | { namespace: string; name: string }
  | undefined {
  switch (pattern) {
    case 'sidecar-direct':
      return undefined;
    case 'gateway-api':
      return { namespace, name: `${name}-istio` };
    default:
      return { namespace, name };
  }
}
