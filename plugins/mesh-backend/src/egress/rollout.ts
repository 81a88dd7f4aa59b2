import { EgressGatewayModel } from '@meshport/istio';
import { AwaitedDeployment } from '../manifests/readiness';

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
  | AwaitedDeployment
  | undefined {
  const byIstiod = `istiod has not made a Deployment for Gateway ${namespace}/${name} yet; look whether its control plane makes gateways of the Gateway API`;
  switch (pattern) {
    case 'sidecar-direct':
      return undefined;
    case 'gateway-api':
      return { namespace, name: `${name}-istio`, whenMissing: byIstiod };
    case 'waypoint':
      return { namespace, name, whenMissing: byIstiod };
    case 'helm':
      return {
        namespace,
        name,
        whenMissing: `There is no Deployment ${namespace}/${name}: install Istio's chart gateway as release ${name} there, with the values of the preview`,
      };
    default:
      return { namespace, name };
  }
}
