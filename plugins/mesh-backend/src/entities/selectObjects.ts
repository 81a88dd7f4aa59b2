import { ClusterInventory, StoredObject } from '../inventory';
import { EntitySelection } from './EntitySelection';

/** The objects of an entity in one cluster, whoever may read them. */
export interface EntityObjects {
  pods: StoredObject[];
  services: StoredObject[];
  workloadEntries: StoredObject[];
  workloadGroups: StoredObject[];
}

/** Applies a selection to the objects of a cluster, by the stores' indexes. */
export function selectObjects(
  inventory: ClusterInventory,
  { requirements, namespace }: EntitySelection,
): EntityObjects {
  const select = (
    kind: 'Pod' | 'Service' | 'WorkloadEntry' | 'WorkloadGroup',
  ) => inventory.store(kind).select(requirements, namespace);
  const workloadGroups = select('WorkloadGroup');
  const entries = inventory.store('WorkloadEntry');
  const workloadEntries = new Set([
    ...select('WorkloadEntry'),
    // A group's own labels do not reach the entries made from it.
    ...workloadGroups.flatMap(({ metadata }) =>
      entries.inWorkloadGroup(metadata.namespace ?? '', metadata.name),
    ),
  ]);
  return {
    pods: select('Pod'),
    services: select('Service'),
    workloadEntries: [...workloadEntries],
    workloadGroups,
  };
}
