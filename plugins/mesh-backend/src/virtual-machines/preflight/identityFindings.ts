import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { VmOnboardingInput } from '@meshport/istio';
import { ClusterInventory } from '../../inventory';
import { identityUsers } from '../cutOff/identityUsers';

/** Users that are named; there may be hundreds of pods. */
const MOST_NAMED = 5;

/** Whether the machines could be cut off without others. */
export function identityFindings(
  inventory: ClusterInventory | undefined,
  { namespace, name: group, serviceAccount = group }: VmOnboardingInput,
): RequestFinding[] {
  const users = inventory
    ? identityUsers(inventory, {
        namespace,
        group,
        serviceAccounts: [serviceAccount],
      })
    : [];
  const more = users.length - MOST_NAMED;
  return users.length
    ? [
        {
          code: 'VM_SHARED_IDENTITY',
          severity: 'warning',
          message: `Service account ${namespace}/${serviceAccount} is used by ${users
            .slice(0, MOST_NAMED)
            .join(', ')}${
            more > 0 ? ` and ${more} more` : ''
          }: machines have the same rights, and a cut-off of the machines shuts them out, too.`,
          mend: 'Give the machines a service account of their own.',
        },
      ]
    : [];
}
