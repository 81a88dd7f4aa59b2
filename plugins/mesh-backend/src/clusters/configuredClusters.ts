import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { AuthStrategies } from './AuthStrategies';
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
 * @param options - `othersFollow`: suppliers may still name a primary;
 * `strategies`: those that modules have added
 * @throws an error naming the field when `mesh.clusters` is not usable
 */
export function readConfiguredClusters(
  config: Config,
  options: { othersFollow: boolean; strategies: AuthStrategies },
): ConfiguredClusters {
  if (!config.has('mesh.clusters')) {
    return {
      source: 'kubernetes.clusterLocatorMethods',
      ...readLocatedClusters(config, options.strategies),
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
  clusters.forEach((details, index) => {
    const problem = options.strategies.problemOf(details);
    if (problem) {
      throw new InputError(`mesh.clusters[${index}].${problem}`);
    }
  });
  return { source: 'mesh.clusters', clusters, problems: [] };
}
