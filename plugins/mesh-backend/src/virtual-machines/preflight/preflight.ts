import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { VmOnboardingInput } from '@meshport/istio';
import { ClusterConnection } from '../../clusters/types';
import { ClusterInventory } from '../../inventory';
import { ControlPlane } from '../ControlPlane';
import { identityFindings } from './identityFindings';
import { IstiodReach } from './IstiodReach';
import { joiningFindings, reachFindings } from './joiningFindings';
import { listeningFindings } from './listeningFindings';
import { gatewayFindings, networkFindings } from './networkFindings';
import { serviceFindings } from './serviceFindings';

/** What is looked at beside the cluster itself. */
export interface PreflightLook {
  /** Undefined while the cluster is not read yet. */
  inventory: ClusterInventory | undefined;
  reach: IstiodReach;
}

/** What would keep a machine from joining, or from being called, as findings of a plan. */
export async function preflight(
  connection: ClusterConnection,
  machines: VmOnboardingInput,
  istiodAddress: string | undefined,
  { inventory, reach }: PreflightLook,
): Promise<RequestFinding[]> {
  const plane = await new ControlPlane(connection).read(
    machines.namespace,
    machines.revision,
  );
  return [
    ...joiningFindings(plane, machines, {
      istiodAddress,
      namespaceLabels: inventory?.store('Namespace').get('', machines.namespace)
        ?.metadata.labels,
    }),
    ...(await reachFindings(istiodAddress ?? plane.gatewayAddress, reach)),
    ...gatewayFindings(inventory, machines, istiodAddress),
    ...identityFindings(inventory, machines),
    ...(await servingFindings(connection, machines, inventory)),
  ];
}

/** What would keep machines from being called, whichever way they join. */
export async function servingFindings(
  connection: ClusterConnection,
  machines: VmOnboardingInput,
  inventory?: ClusterInventory,
): Promise<RequestFinding[]> {
  return [
    ...networkFindings(machines, inventory),
    ...(await serviceFindings(connection, machines)),
    ...listeningFindings(machines),
  ];
}
