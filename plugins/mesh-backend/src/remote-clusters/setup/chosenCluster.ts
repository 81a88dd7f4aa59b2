import { ReadScope } from '../../entities/ReadScope';
import { noCluster } from '../../findings/FindingSight';
import { ClusterInventory, Inventory } from '../../inventory';

/** A cluster by its name; throws `NotAllowedError` for one that is not there or may not be read. */
export function chosenCluster(
  inventory: Inventory,
  scope: ReadScope,
  name: string,
): ClusterInventory {
  const cluster = inventory.cluster(name);
  if (!cluster || !scope.mayReadCluster(name)) {
    throw noCluster(name);
  }
  return cluster;
}
