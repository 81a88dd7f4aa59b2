import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { AuthStrategies } from './AuthStrategies';
import { checkCluster, primaryProblem } from './checkClusters';

/** Clusters from one place. */
export interface ClusterGroup {
  /** Says where they come from, e.g. `mesh.clusters` or `supplier 'x'`. */
  source: string;
  clusters: MeshClusterDetails[];
}

/**
 * Puts the clusters of all sources together. What is wrong with one cluster
 * costs that cluster only.
 *
 * @param groups - the earlier one wins where a name is used twice
 * @param strategies - those that modules have added
 */
export function mergeClusters(
  groups: ClusterGroup[],
  strategies: AuthStrategies,
): {
  clusters: MeshClusterDetails[];
  /** What was left out, and why. */
  problems: string[];
} {
  const problems: string[] = [];
  const named = new Map<
    string,
    { details: MeshClusterDetails; source: string }
  >();
  for (const { source, clusters } of groups) {
    clusters.forEach((details, index) => {
      const problem = problemOf(
        details,
        `cluster ${index} of ${source}`,
        strategies,
      );
      const first = named.get(details?.name);
      if (problem) {
        problems.push(`${problem}; the cluster is left out`);
      } else if (first) {
        problems.push(
          `cluster '${details.name}' of ${source} is left out, because ${first.source} names one of that name`,
        );
      } else {
        named.set(details.name, { details, source });
      }
    });
  }
  const find = (name: string) => named.get(name)?.details;
  const clusters: MeshClusterDetails[] = [];
  for (const { details, source } of named.values()) {
    // Without its primary a remote would seem to have no configuration at all.
    const problem = primaryProblem(details, find);
    if (problem) {
      problems.push(
        `cluster '${details.name}' of ${source} is left out because of its primary: ${problem}`,
      );
    } else {
      clusters.push(details);
    }
  }
  return { clusters, problems };
}

function problemOf(
  details: MeshClusterDetails,
  source: string,
  strategies: AuthStrategies,
): string | undefined {
  try {
    checkCluster(details ?? {}, source);
    const problem = strategies.problemOf(details);
    return problem && `${source}.endpoint.${problem}`;
  } catch (error) {
    return (error as Error).message;
  }
}
