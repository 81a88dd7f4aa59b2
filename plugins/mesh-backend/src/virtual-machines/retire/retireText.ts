import { MeshRequest } from '@meshport/backstage-plugin-mesh-common';

/** What retiring does and does not, as sentences. */
export function retireText(
  status: MeshRequest['status'],
  place: { namespace: string; group: string; serviceAccount: string },
): string[] {
  const { namespace, group, serviceAccount } = place;
  return [
    status === 'retired'
      ? `The routes, the entries of the machines and the group ${namespace}/${group} were deleted.`
      : `Retiring deletes the routes, the entries of the machines, the group ${namespace}/${group} and its service account, if nobody else uses them.`,
    `It does not revoke anything: a machine that keeps its certificate renews it, acts as ${namespace}/${serviceAccount}, and registers again as soon as there is a group that it fits.`,
    'Take the agent off each machine with the line below, or cut the machines off. Should one register again, an alarm is raised here and the requester and the owners are notified.',
  ];
}
