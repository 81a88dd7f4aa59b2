import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';

/**
 * Clusters of two names that are reached in the same way: whatever runs there
 * would be shown and counted twice.
 *
 * @returns a sentence for each way, naming its clusters
 */
export function doubleReach(clusters: readonly MeshClusterDetails[]): string[] {
  const names = new Map<string, string[]>();
  for (const details of clusters) {
    const way = wayTo(details);
    names.set(way, [...(names.get(way) ?? []), details.name]);
  }
  return [...names.values()]
    .filter(same => same.length > 1)
    .map(
      same =>
        `clusters ${same
          .map(name => `'${name}'`)
          .join(
            ' and ',
          )} are reached in the same way, so that what runs there is shown twice; keep one of them`,
    );
}

function wayTo({ endpoint, kubeconfig, inCluster }: MeshClusterDetails) {
  if (endpoint) {
    const { origin, pathname } = new URL(endpoint.server);
    return `${origin}${pathname.replace(/\/+$/, '')}`;
  }
  return JSON.stringify([
    inCluster ?? false,
    kubeconfig?.file,
    kubeconfig?.context,
  ]);
}
