import { VirtualMachine } from '@meshport/backstage-plugin-mesh-common';
import { virtualMachineOf } from '@meshport/istio';
import { EntityView } from './EntityView';
import { machinePages } from './machinePages';

/** The virtual machines of an entity: its WorkloadEntries. */
export const virtualMachinesView: EntityView<VirtualMachine> = {
  name: 'virtual-machines',
  inputs: ['Namespace', 'WorkloadEntry', 'WorkloadGroup'],
  controlPlaneInputs: [],
  judge: ({ cluster, objects }) =>
    objects.workloadEntries.map(entry => ({
      cluster: cluster.details.name,
      ...virtualMachineOf(
        entry,
        cluster.store('WorkloadGroup').list(entry.metadata.namespace),
      ),
    })),
  paging: machinePages,
};
