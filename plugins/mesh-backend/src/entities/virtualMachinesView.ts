import { VirtualMachine } from '@meshport/backstage-plugin-mesh-common';
import { virtualMachineOf } from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../inventory';
import { EntityView } from './EntityView';
import { machinePages } from './machinePages';

/** The virtual machines of an entity: its WorkloadEntries. */
export const virtualMachinesView: EntityView<VirtualMachine> = {
  name: 'virtual-machines',
  inputs: ['Namespace', 'WorkloadEntry', 'WorkloadGroup'],
  controlPlaneInputs: [],
  judge: ({ cluster, objects }) =>
    objects.workloadEntries.map(entry => machineOf(entry, cluster)),
  paging: machinePages,
};

/** Of thousands of entries one changes at a time. */
const known = new WeakMap<
  StoredObject,
  { groups: number; machine: VirtualMachine }
>();

/** A machine as its entry tells it. */
export function machineOf(
  entry: StoredObject,
  cluster: ClusterInventory,
): VirtualMachine {
  const groups = cluster.store('WorkloadGroup');
  const before = known.get(entry);
  if (before?.groups === groups.revision) {
    return before.machine;
  }
  const machine = {
    cluster: cluster.details.name,
    ...virtualMachineOf(entry, groups.list(entry.metadata.namespace)),
  };
  known.set(entry, { groups: groups.revision, machine });
  return machine;
}
