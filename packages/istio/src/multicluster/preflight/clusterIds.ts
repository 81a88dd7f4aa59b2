import { isDnsLabel } from '../../resources';
import { ClusterPair, finding, unknowns } from './findings';
import type { PreflightFinding } from './types';

const MEND =
  'Give each cluster an ID of its own in the values global.multiCluster.clusterName, then restart istiod and the workloads of the cluster that changed.';

/**
 * Istio's IDs of clusters must differ: istiod passes over a remote secret with its
 * own ID, and over an ID that it has already (pkg/kube/multicluster). Without one
 * set each cluster is `Kubernetes`.
 */
export function checkClusterIds(pair: ClusterPair): PreflightFinding[] {
  const missing = unknowns(
    pair,
    'clusterId',
    'The cluster ID',
    "Let the portal read istiod's Deployment, or configure istioClusterId of the cluster.",
  );
  const unfit = pair
    .filter(({ clusterId }) => clusterId !== undefined && clusterId !== '')
    .filter(({ clusterId }) => !isDnsLabel(clusterId!))
    .filter(({ clusterId }) => clusterId !== 'Kubernetes')
    .map(one =>
      finding(
        'error',
        'cluster-id-unfit',
        [one],
        `The cluster ID ${one.clusterId} of ${one.name} cannot be the name of a remote secret.`,
        'Choose an ID of lower-case letters, digits and dashes, at most 63 of them, in global.multiCluster.clusterName.',
      ),
    );
  const unset = pair
    .filter(({ clusterId }) => clusterId === 'Kubernetes' || clusterId === '')
    .map(one =>
      finding(
        'warning',
        'cluster-id-unset',
        [one],
        `${one.name} has Istio's default cluster ID, Kubernetes, which every cluster without one has. A remote secret is named by the ID, and no Secret has capitals in its name.`,
        MEND,
      ),
    );
  const [one, other] = pair;
  const same =
    one.clusterId !== undefined && one.clusterId === other.clusterId
      ? [
          finding(
            'error',
            'cluster-id-clash',
            pair,
            `Both clusters have the cluster ID ${one.clusterId}: each istiod would take the other for itself and pass over its secret.`,
            MEND,
          ),
        ]
      : [];
  return [...missing, ...same, ...unfit, ...unset];
}
