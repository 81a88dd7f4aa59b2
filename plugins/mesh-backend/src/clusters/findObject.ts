import { KubernetesStatusError } from './errors';
import { ClusterConnection, KubernetesObject } from './types';

/** The object at a path of the API; undefined when it is not there. Errors as `request`. */
export async function findObject(
  connection: ClusterConnection,
  path: string,
): Promise<KubernetesObject | undefined> {
  try {
    return await connection.request<KubernetesObject>({ path });
  } catch (error) {
    if (error instanceof KubernetesStatusError && error.code === 404) {
      return undefined;
    }
    throw error;
  }
}
