import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { askFor, requestOutput } from './askFor';
import { MeshBackendServices } from './meshBackend';
import { remoteClusterPair } from './remoteClusterPair';
import { examples } from './remoteClusterJoin.examples';

/**
 * Action `mesh:remoteCluster:join`: asks, as the person who started the task,
 * that a primary reads a remote cluster. What it gives is an ID and a link: the
 * token is minted by the mesh backend and written straight to the primary.
 *
 * @param appUrl - `app.baseUrl`, for the link to the request's page
 * @public
 */
export function createRemoteClusterJoinAction(
  services: MeshBackendServices & { appUrl: string },
) {
  return createTemplateAction({
    id: 'mesh:remoteCluster:join',
    description:
      'Asks that the istiods of a primary read a remote cluster; it is done once the owners of both have approved it',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...remoteClusterPair,
        token: z =>
          z
            .enum(['long-lived', 'rotating'])
            .describe(
              'long-lived: a token without an end, as istioctl makes it; rotating: one that ends and is renewed. Default: long-lived',
            )
            .optional(),
      },
      output: requestOutput,
    },
    async handler(ctx) {
      const { primary, remote, token, reason } = ctx.input;
      await askFor(ctx, services, {
        kind: 'remote-cluster-join',
        parameters: { primary, remote, ...(token ? { token } : {}) },
        ...(reason ? { reason } : {}),
      });
    },
  });
}
