import { FIELD_MANAGER } from '@meshport/backstage-plugin-mesh-common';
import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { VM_GROUP_LABEL, VmOnboardingInput } from '@meshport/istio';
import { findGitOwner, isOurs } from '../manifests/owners';

const NETWORKING = 'networking.istio.io/v1';

/** Routes go before what they lead to; the identity goes last. */
const KINDS = [
  { apiVersion: NETWORKING, kind: 'Sidecar' },
  { apiVersion: NETWORKING, kind: 'VirtualService' },
  { apiVersion: NETWORKING, kind: 'DestinationRule' },
  { apiVersion: NETWORKING, kind: 'ServiceEntry' },
  { apiVersion: NETWORKING, kind: 'WorkloadEntry' },
  { apiVersion: NETWORKING, kind: 'WorkloadGroup' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'ServiceAccount' },
];

/**
 * Deletes what bears the group's labels and Meshport made. Entries that istiod
 * made go with the group, whose they are; what Argo CD or Flux keep stays.
 */
export async function retireGroup(
  work: RequestWork,
  name: string,
  { namespace, name: group }: VmOnboardingInput,
): Promise<void> {
  const cluster = work.cluster(name);
  for (const kind of KINDS) {
    const found = await cluster.list(
      { ...kind, namespace },
      {
        'app.kubernetes.io/managed-by': FIELD_MANAGER,
        [VM_GROUP_LABEL]: group,
      },
    );
    for (const object of found) {
      const { uid } = object.metadata;
      if (uid && isOurs(object) && !findGitOwner(object)) {
        await cluster.delete(
          { ...kind, namespace, name: object.metadata.name },
          uid,
        );
      }
    }
  }
}
