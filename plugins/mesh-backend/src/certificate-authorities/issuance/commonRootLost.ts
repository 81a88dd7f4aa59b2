import { controlPlaneNamespace } from '../../clusters';
import { ClusterInventory, Inventory } from '../../inventory';
import { rootsOf } from '../../remote-clusters/preflight/rootsOf';

/**
 * Other clusters with which one has a root in common now, and would have none
 * any more.
 *
 * @param of - SHA-256 of the roots of the cluster before and after
 */
export function commonRootLost(
  inventory: Pick<Inventory, 'clusters'>,
  of: {
    cluster: string;
    before: readonly string[];
    after: readonly string[];
  },
): string[] {
  return inventory
    .clusters()
    .filter(({ details }) => details.name !== of.cluster)
    .filter(other => {
      const roots = rootsIn(other);
      const has = (some: readonly string[]) =>
        some.some(one => roots.includes(one));
      return has(of.before) && !has(of.after);
    })
    .map(({ details }) => details.name);
}

/** SHA-256 of the roots that a cluster's proxies are given; none where that is not known. */
export function rootsIn(cluster: ClusterInventory): string[] {
  const namespace = controlPlaneNamespace(cluster.details);
  const bundle = cluster.store('ConfigMap').get(namespace, 'istio-ca-root-cert')
    ?.data?.['root-cert.pem'];
  const roots = typeof bundle === 'string' ? rootsOf(bundle) : undefined;
  return (roots ?? []).map(({ fingerprint }) =>
    fingerprint.replace(/:/g, '').toLowerCase(),
  );
}
