import { ConflictError } from '@backstage/errors';
import { KubernetesStatusError } from '../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../clusters/types';
import { namespaceMissing, toBackstageError } from './clusterErrors';

/**
 * Throws `InputError` when a namespace does not exist and `ConflictError` when
 * it is on its way out.
 */
export async function refuseMissingNamespace(
  connection: ClusterConnection,
  name: string,
): Promise<void> {
  const cluster = connection.details.name;
  let namespace: KubernetesObject;
  try {
    namespace = await connection.request<KubernetesObject>({
      path: `/api/v1/namespaces/${encodeURIComponent(name)}`,
    });
  } catch (error) {
    if (error instanceof KubernetesStatusError && error.code === 404) {
      throw namespaceMissing(name, cluster);
    }
    if (error instanceof KubernetesStatusError && error.code === 403) {
      // Namespaces may not be readable; the dry-run tells whether it exists.
      return;
    }
    throw toBackstageError(error, { cluster });
  }
  if (namespace.metadata.deletionTimestamp) {
    throw new ConflictError(
      `namespace: ${name} in cluster ${cluster} is being deleted; choose another`,
    );
  }
}
