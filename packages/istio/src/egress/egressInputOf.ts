import type { KubernetesObject } from '../resources';
import type { EgressGatewayModel } from './EgressGatewayInput';
import { withoutUndefined } from '../input/InputReader';
import { modelOf } from './modelOf';
import { readAccess } from './readBack/access';
import { GatewayParts } from './readBack/GatewayParts';
import { readUpstreamsBack } from './readBack/upstreams';
import { readWorkloadBack } from './readBack/workload';

/**
 * Reads a gateway of ours back out of its objects: what has to be asked for to
 * have them again, for a change or a clone. What others changed in them and no
 * field says is not in it.
 *
 * @param objects - those of one gateway, in its namespace and elsewhere; for the
 * pattern `helm` the chart's Deployment, autoscaler and budget, too.
 * @returns the gateway, or why it cannot be read.
 * @public
 */
export function egressInputOf(
  objects: readonly KubernetesObject[],
): { model: EgressGatewayModel } | { why: string } {
  const parts = GatewayParts.of(objects);
  if (!parts) {
    return {
      why: 'Its ServiceEntry is missing, or there are those of several gateways, so that its upstreams are not known.',
    };
  }
  const upstreams = readUpstreamsBack(parts);
  if (upstreams.length === 0) {
    return { why: 'Its ServiceEntry names no port of the upstream.' };
  }
  const access = readAccess(parts);
  if (access.callers?.length === 0) {
    return {
      why: 'Its AuthorizationPolicy names its callers in another way than Meshport does.',
    };
  }
  const { name, namespace, pattern, labels } = parts;
  const { upstreams: filled } = modelOf({
    name,
    namespace,
    pattern,
    upstreams,
  });
  return {
    model: withoutUndefined({
      name,
      namespace,
      pattern,
      upstreams: filled,
      component: labels['backstage.io/kubernetes-id'],
      owner: labels['meshport.dev/owner'],
      ...access,
      ...readWorkloadBack(parts, filled),
    }),
  };
}
