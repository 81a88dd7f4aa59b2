import {
  RequestCluster,
  RequestClusterObject,
} from '@meshport/backstage-plugin-mesh-node';
import {
  VirtualMachine,
  virtualMachineOf,
  VM_GROUP_LABEL,
  VmOnboardingInput,
} from '@meshport/istio';

/** The entries of a group's machines as they are in the cluster: those that istiod made, and ours. */
export async function entriesOfGroup(
  cluster: RequestCluster,
  { namespace, name }: Pick<VmOnboardingInput, 'namespace' | 'name'>,
): Promise<RequestClusterObject[]> {
  const all = await cluster.list(
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'WorkloadEntry',
      namespace,
    },
    {},
  );
  return all.filter(
    ({ metadata }) =>
      metadata.annotations?.['istio.io/autoRegistrationGroup'] === name ||
      metadata.labels?.[VM_GROUP_LABEL] === name,
  );
}

/** The machines of a group as they are in the cluster. */
export async function machinesOfGroup(
  cluster: RequestCluster,
  group: Pick<VmOnboardingInput, 'namespace' | 'name'>,
): Promise<VirtualMachine[]> {
  return (await entriesOfGroup(cluster, group)).map(entry =>
    virtualMachineOf(entry as never),
  );
}
