import { KubernetesStatusError } from '../clusters/errors';
import { ClusterConnection } from '../clusters/types';

/**
 * Deletes an object only when it is still the one with this UID; it being gone
 * already is no error, another one of its name is (`KubernetesStatusError` 409).
 *
 * @param options - `dryRun`: has the API server say whether it would
 */
export async function deleteObject(
  connection: ClusterConnection,
  path: string,
  uid: string,
  options: { dryRun?: boolean } = {},
): Promise<void> {
  try {
    await connection.request({
      method: 'DELETE',
      path,
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Background',
        preconditions: { uid },
        ...(options.dryRun ? { dryRun: ['All'] } : {}),
      },
    });
  } catch (error) {
    if (!(error instanceof KubernetesStatusError && error.code === 404)) {
      throw error;
    }
  }
}
