import { ClusterInventory, Inventory } from '../inventory';
import { JUDGED_KINDS } from './snapshots';

/** The namespaces of all clusters that a finding could name. */
export function knownNamespaces(inventory: Inventory): ReadonlySet<string> {
  return new Set(inventory.clusters().flatMap(namesIn));
}

function namesIn(cluster: ClusterInventory): string[] {
  if (cluster.status('Namespace').listed) {
    return cluster
      .store('Namespace')
      .list()
      .map(({ metadata }) => metadata.name);
  }
  // Those that may not be listed show by what lies in them.
  return JUDGED_KINDS.flatMap(kind =>
    cluster
      .store(kind)
      .list()
      .flatMap(({ metadata }) => metadata.namespace ?? []),
  );
}
