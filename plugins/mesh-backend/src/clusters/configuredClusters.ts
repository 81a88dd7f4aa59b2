import { Config } from '@backstage/config';
import { checkClusters } from './checkClusters';
import { readClusters } from './config';
import { readLocatedClusters } from './kubernetesLocator';
import { ClusterGroup } from './mergeClusters';

/** The clusters that configuration names. */
export interface ConfiguredClusters extends ClusterGroup {
  /** Which clusters cannot be used, and why. */
  problems: string[];
}

/**
 * Reads `mesh.clusters`, or the kubernetes plugin's clusters when there is no
 * such field.
 *
 * @param options - `othersFollow`: suppliers may still name a primary
 * @throws an error naming the field when `mesh.clusters` is not usable
 */
export function readConfiguredClusters(
  config: Config,
  options: { othersFollow: boolean },
): ConfiguredClusters {
  if (!config.has('mesh.clusters')) {
    return {
      source: 'kubernetes.clusterLocatorMethods',
      ...readLocatedClusters(config),
    };
  }
  const clusters = readClusters(config);
  checkClusters(
    clusters.map((details, index) => ({
      details,
      source: `mesh.clusters[${index}]`,
    })),
    options,
  );
  return { source: 'mesh.clusters', clusters, problems: [] };
}
