import type { KubernetesObject } from '../resources';
import type { EgressGatewayModel } from './EgressGatewayInput';
import { byHost } from './modelOf';
import { serviceEntryOf } from './serviceEntries';

/**
 * What makes wildcard hosts known to the callers' own proxies, which call them
 * without a gateway between.
 */
export function sidecarDirectObjectsOf(
  model: EgressGatewayModel,
): KubernetesObject[] {
  return byHost(model).map(one => serviceEntryOf(model, one));
}
