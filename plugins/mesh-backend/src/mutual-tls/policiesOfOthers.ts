import {
  RequestCluster,
  RequestClusterObject,
} from '@meshport/backstage-plugin-mesh-node';
import { strictPolicy } from '@meshport/istio';
import { isOurs } from '../manifests/owners';

/** PeerAuthentications for all workloads of a namespace that Meshport did not make, as they are now. */
export async function policiesOfOthers(
  cluster: RequestCluster,
  namespace: string,
): Promise<RequestClusterObject[]> {
  const { apiVersion, kind, metadata } = strictPolicy(namespace);
  const policies = await cluster.list({ apiVersion, kind, namespace }, {});
  return policies.filter(
    policy =>
      Object.keys((policy.spec as any)?.selector?.matchLabels ?? {}).length ===
        0 && !(policy.metadata.name === metadata.name && isOurs(policy)),
  );
}
