import { kindCode, Revisions } from '@meshport/backstage-plugin-mesh-common';
import { ClusterInventory, Inventory, WatchedKindName } from '../inventory';
import { ReadScope } from './ReadScope';

/**
 * How far an answer had come: of each kind that it was made from, the last
 * change in a namespace that the caller may read. What happens in others does
 * not move it, so it tells nothing of them.
 */
export function shownRevisions(
  kinds: Map<string, WatchedKindName[]>,
  inventory: Inventory,
  scope: ReadScope,
): Revisions {
  const revisions = new Map<string, Map<string, bigint>>();
  for (const [name, read] of kinds) {
    const cluster = inventory.cluster(name);
    if (cluster && scope.mayReadCluster(name)) {
      revisions.set(name, revisionsOf(cluster, read, scope));
    }
  }
  return revisions;
}

function revisionsOf(
  cluster: ClusterInventory,
  kinds: WatchedKindName[],
  scope: ReadScope,
): Map<string, bigint> {
  const revisions = new Map<string, bigint>();
  for (const kind of kinds) {
    const { base, changes } = cluster.position(kind);
    let shown = base;
    for (const [namespace, at] of changes) {
      const isNews = shown !== undefined && shown < at;
      if (
        isNews &&
        (namespace === '' ||
          scope.mayReadNamespace(cluster.details.name, namespace))
      ) {
        shown = at;
      }
    }
    if (shown !== undefined) {
      revisions.set(kindCode(kind), shown);
    }
  }
  return revisions;
}
