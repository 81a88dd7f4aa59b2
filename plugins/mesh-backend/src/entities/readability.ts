import { ClusterInventory, WatchedKindName } from '../inventory';

/**
 * Whether a kind's objects are not known: forbidden, or not listed so far. A
 * kind that the cluster does not serve is known to have no objects.
 */
export function isUnreadable(
  cluster: ClusterInventory,
  kind: WatchedKindName,
): boolean {
  const { state, listed } = cluster.status(kind);
  return !listed && state !== 'NotServed';
}
