import {
  ClusterCertificates,
  ClusterFreshness,
} from '@meshport/backstage-plugin-mesh-common';
import { controlPlaneNamespace } from '../../clusters';
import { ReadScope } from '../../entities/ReadScope';
import { ClusterInventory } from '../../inventory';

/** Whether a caller may read the namespace in which a cluster's authority is kept. */
export function maySeeAuthority(
  cluster: ClusterInventory,
  home: ClusterInventory | undefined,
  scope: ReadScope,
): boolean {
  return [cluster, home ?? cluster].every(({ details }) =>
    scope.mayReadNamespace(details.name, controlPlaneNamespace(details)),
  );
}

/** Without what stands in a namespace that the caller may not read. */
export function withoutDetails({
  cluster,
  title,
  clusterId,
  source,
  primary,
  ends,
  alarms,
}: ClusterCertificates): ClusterCertificates {
  const why = `You may not read the control plane’s namespace of ${cluster}; ask its owner.`;
  return {
    cluster,
    ...(title ? { title } : {}),
    clusterId,
    source,
    ...(primary === undefined ? {} : { primary }),
    chainWhy: why,
    rootsWhy: why,
    ...(ends ? { ends } : {}),
    alarms: alarms.map(({ severity, code }) => ({
      severity,
      code,
      message: `Something of the certificates of ${cluster} needs its owner.`,
      mend: 'Ask the owner of the cluster.',
    })),
  };
}

/** Clusters with how well each is known. */
export function freshnessOf(
  clusters: readonly ClusterInventory[],
): ClusterFreshness[] {
  return clusters.map(cluster => cluster.freshness());
}
