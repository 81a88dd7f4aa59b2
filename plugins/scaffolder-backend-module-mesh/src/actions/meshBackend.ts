import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import {
  isError,
  ResponseError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { ActionContext } from '@backstage/plugin-scaffolder-node';
import {
  MeshClient,
  MeshEgressClient,
  MeshRequestsClient,
} from '@meshport/backstage-plugin-mesh-common';

/** What an action needs to call the mesh backend. */
export interface MeshBackendServices {
  auth: AuthService;
  discovery: DiscoveryService;
}

/**
 * Calls the mesh backend as the person who started the task, so that
 * permission and audit are about them.
 *
 * Throws the backend's own error, in its own words, and
 * `ServiceUnavailableError` when the backend cannot be reached.
 */
export async function callMeshBackend<T>(
  { auth, discovery }: MeshBackendServices,
  ctx: Pick<ActionContext<any>, 'getInitiatorCredentials' | 'signal'>,
  call: (
    client: MeshClient,
    options: { token: string; signal?: AbortSignal },
    requests: MeshRequestsClient,
    egress: MeshEgressClient,
  ) => Promise<T>,
): Promise<T> {
  const { token } = await auth.getPluginRequestToken({
    onBehalfOf: await ctx.getInitiatorCredentials(),
    targetPluginId: 'mesh',
  });
  try {
    return await call(
      new MeshClient({ discoveryApi: discovery }),
      { token, signal: ctx.signal },
      new MeshRequestsClient({ discoveryApi: discovery }),
      new MeshEgressClient({ discoveryApi: discovery }),
    );
  } catch (error) {
    if (error instanceof ResponseError) {
      throw error.cause;
    }
    // What fetch throws when there is no answer at all.
    if (isError(error) && error.name === 'TypeError') {
      throw new ServiceUnavailableError(
        'the mesh backend does not answer; run the task again when it does',
      );
    }
    throw error;
  }
}
