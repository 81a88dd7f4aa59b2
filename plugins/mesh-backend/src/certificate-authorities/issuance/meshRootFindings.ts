import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { ClusterInventory, Inventory } from '../../inventory';
import { meshIdOf } from '../rotation/meshNeighbours';
import { commonRootLost, rootsIn } from './commonRootLost';

/**
 * What a root does to the other clusters of the mesh: with whom none is in
 * common any more, with whom there would be none to begin with, and who could
 * not be compared. Two clusters are of one mesh where both name it alike.
 *
 * @param of - SHA-256 of the roots of the cluster before and after
 */
export function meshRootFindings(
  inventory: Pick<Inventory, 'cluster' | 'clusters'>,
  of: {
    cluster: string;
    before: readonly string[];
    after: readonly string[];
  },
): RequestFinding[] {
  const { cluster, after } = of;
  const lost = commonRootLost(inventory, of);
  const others = sameMesh(inventory, cluster).map(other => ({
    name: other.details.name,
    roots: rootsIn(other),
  }));
  return [
    ...lost.map(
      (other): RequestFinding => ({
        code: 'CA_LOSES_COMMON_ROOT',
        severity: 'warning',
        message: `${cluster} and ${other} would have no root in common any more: calls between them fail.`,
        mend: `Change the root in steps, and have ${other} trust the new one before.`,
      }),
    ),
    ...others
      .filter(
        ({ name, roots }) =>
          roots.length > 0 &&
          !lost.includes(name) &&
          !roots.some(root => after.includes(root)),
      )
      .map(
        ({ name }): RequestFinding => ({
          code: 'CA_NO_COMMON_ROOT',
          severity: 'warning',
          message: `${cluster} and ${name} are of one mesh, and ${name} trusts none of the roots that ${cluster} would have: calls between them fail.`,
          mend: `Choose an authority below a root that ${name} trusts, or have its root changed, too.`,
        }),
      ),
    ...others
      .filter(({ roots }) => !roots.length)
      .map(
        ({ name }): RequestFinding => ({
          code: 'CA_ROOT_NOT_COMPARED',
          severity: 'info',
          message: `The roots of ${name}, of the same mesh, are not known, so that they were not compared.`,
          mend: 'See that Meshport may read ConfigMap istio-ca-root-cert there (docs/rbac/control-plane.yaml).',
        }),
      ),
  ];
}

/** Primaries of the same mesh; a remote has the roots of its primary. */
function sameMesh(
  inventory: Pick<Inventory, 'cluster' | 'clusters'>,
  name: string,
): ClusterInventory[] {
  const home = inventory.cluster(name);
  const mesh = home && meshIdOf(home);
  return mesh === undefined
    ? []
    : inventory
        .clusters()
        .filter(
          other =>
            other !== home &&
            other.details.primary === undefined &&
            meshIdOf(other) === mesh,
        );
}
