import { VM_GROUP_LABEL } from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../../inventory';
import { GroupPlace } from './GroupStore';

/** The entries of a group's machines: those that istiod made, and ours. */
export function groupEntries(
  cluster: ClusterInventory,
  { namespace, group }: Pick<GroupPlace, 'namespace' | 'group'>,
): StoredObject[] {
  const entries = cluster.store('WorkloadEntry');
  const registered = entries.inWorkloadGroup(namespace, group);
  const made = entries.select(
    [{ key: VM_GROUP_LABEL, operator: 'In', values: [group] }],
    namespace,
  );
  return [...new Set([...registered, ...made])];
}
