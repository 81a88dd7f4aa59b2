import { ClusterInventory, Inventory, WatchedKindName } from '../inventory';
import { NeededKinds } from './CatchUp';
import { EntityView } from './EntityView';

/** Kinds by which an entity's objects are found and may be read. */
const SELECTED: readonly WatchedKindName[] = [
  'Namespace',
  'Pod',
  'Service',
  'WorkloadEntry',
  'WorkloadGroup',
];

/** What an answer about an entity in a cluster rests on, there and in its primary. */
export function neededKinds(
  view: EntityView<unknown>,
  cluster: ClusterInventory,
  inventory: Inventory,
): NeededKinds[] {
  const own = [...SELECTED, ...view.inputs];
  const { primary } = cluster.details;
  const home = primary === undefined ? undefined : inventory.cluster(primary);
  return home
    ? [
        { cluster, kinds: unique(own) },
        { cluster: home, kinds: view.controlPlaneInputs },
      ]
    : [{ cluster, kinds: unique([...own, ...view.controlPlaneInputs]) }];
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}
