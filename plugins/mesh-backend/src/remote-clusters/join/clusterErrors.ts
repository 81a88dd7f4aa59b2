import { NotAllowedError } from '@backstage/errors';
import { KubernetesStatusError } from '../../clusters/errors';
import { ClusterConnection } from '../../clusters/types';
import { toBackstageError } from '../../manifests/clusterErrors';

/**
 * Asks a cluster, and says its refusals in words of remote clusters.
 *
 * @param what - completes "Meshport's account in … may not …"
 * @throws as `toBackstageError`
 */
export async function asking<T>(
  connection: ClusterConnection,
  what: string,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const cluster = connection.details.name;
    if (error instanceof KubernetesStatusError && error.code === 403) {
      throw new NotAllowedError(
        `cluster: Meshport's account in ${cluster} may not ${what}; an administrator has to bind docs/rbac/remote-clusters.yaml there`,
      );
    }
    throw toBackstageError(error, { cluster });
  }
}
