import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { askFor, requestOutput } from './askFor';
import { MeshBackendServices } from './meshBackend';
import { remoteClusterPair } from './remoteClusterPair';
import { examples } from './remoteClusterLeave.examples';

/**
 * Action `mesh:remoteCluster:leave`: asks, as the person who started the task,
 * that a primary reads a remote cluster no more. The request shows what is
 * deleted, in order, before anything is.
 *
 * @param appUrl - `app.baseUrl`, for the link to the request's page
 * @public
 */
export function createRemoteClusterLeaveAction(
  services: MeshBackendServices & { appUrl: string },
) {
  return createTemplateAction({
    id: 'mesh:remoteCluster:leave',
    description:
      'Asks that the istiods of a primary read a remote cluster no more; only what the join made is deleted',
    examples,
    supportsDryRun: true,
    schema: { input: remoteClusterPair, output: requestOutput },
    async handler(ctx) {
      const { primary, remote, reason } = ctx.input;
      await askFor(ctx, services, {
        kind: 'remote-cluster-leave',
        parameters: { primary, remote },
        ...(reason ? { reason } : {}),
      });
    },
  });
}
