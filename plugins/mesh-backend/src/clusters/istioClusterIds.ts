import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';

/**
 * Clusters that Istio could take for one another. Two meshes of their own may
 * well use one ID, so these are warnings; within one mesh istiod would mix up
 * their endpoints, which is why `linkedByOneId` is an error.
 */
export function doubleIds(clusters: MeshClusterDetails[]): string[] {
  const byId = new Map<string, string[]>();
  for (const { name, istioClusterId = name } of clusters) {
    byId.set(istioClusterId, [...(byId.get(istioClusterId) ?? []), name]);
  }
  return [...byId]
    .filter(([, names]) => names.length > 1)
    .map(
      ([id, names]) =>
        `clusters ${names
          .map(name => `'${name}'`)
          .join(
            ' and ',
          )} have the same istioClusterId '${id}'; give each the ID that its istiod is installed with (global.multiCluster.clusterName)`,
    );
}

/**
 * The cluster that one shares its ID with though one control plane serves both,
 * if any.
 */
export function linkedByOneId(
  details: MeshClusterDetails,
  others: MeshClusterDetails[],
): MeshClusterDetails | undefined {
  const id = idOf(details);
  const home = details.primary ?? details.name;
  return others.find(
    other =>
      other.name !== details.name &&
      idOf(other) === id &&
      (other.primary ?? other.name) === home,
  );
}

function idOf({ name, istioClusterId }: MeshClusterDetails): string {
  return istioClusterId ?? name;
}
