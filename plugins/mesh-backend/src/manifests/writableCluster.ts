import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { ClusterConnection, ClusterRegistry } from '../clusters/types';
import { ApplySettings } from './settings';

/** Throws `NotAllowedError` when permissions are off and nobody allowed writing all the same. */
export function refuseWithoutPermissions(settings: ApplySettings): void {
  if (!settings.writesAllowed) {
    throw new NotAllowedError(
      'writes are switched off because permissions are off: set permission.enabled to true, or mesh.dangerouslyAllowWritesWithoutPermissions to true to let everybody write',
    );
  }
}

/** The cluster, when writing to it is allowed; throws `NotFoundError` or `NotAllowedError`. */
export function writableCluster(
  registry: ClusterRegistry,
  settings: ApplySettings,
  name: string,
): ClusterConnection {
  refuseWithoutPermissions(settings);
  let connection: ClusterConnection;
  try {
    connection = registry.get(name);
  } catch (error) {
    if (error instanceof NotFoundError) {
      throw new NotFoundError(
        `cluster: there is no cluster ${name}; choose one of those that Meshport shows`,
      );
    }
    throw error;
  }
  if (connection.details.readOnly) {
    throw new NotAllowedError(
      `cluster: writes are switched off for cluster ${name}; choose another, or write the manifests to Git`,
    );
  }
  return connection;
}
