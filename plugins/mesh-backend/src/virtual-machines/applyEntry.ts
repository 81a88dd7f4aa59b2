import { ConflictError } from '@backstage/errors';
import { FIELD_MANAGER } from '@meshport/backstage-plugin-mesh-common';
import {
  KubernetesObject as IstioObject,
  VM_GROUP_LABEL,
} from '@meshport/istio';
import { KubernetesStatusError } from '../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../clusters/types';
import { toBackstageError } from '../manifests/clusterErrors';

/**
 * Makes the entry of a machine, or makes it so again; one of another group or
 * of somebody else is not touched.
 */
export async function applyEntry(
  connection: ClusterConnection,
  entry: IstioObject,
): Promise<void> {
  const { namespace, name, labels = {} } = entry.metadata;
  const path = `/apis/networking.istio.io/v1/namespaces/${namespace}/workloadentries/${name}`;
  const cluster = connection.details.name;
  try {
    const existing = await connection
      .request<KubernetesObject>({ path })
      .catch(error => {
        if (error instanceof KubernetesStatusError && error.code === 404) {
          return undefined;
        }
        throw error;
      });
    const group = existing?.metadata.labels?.[VM_GROUP_LABEL];
    if (existing && group !== labels[VM_GROUP_LABEL]) {
      throw new ConflictError(
        `machine.name: there is a WorkloadEntry ${namespace}/${name} in cluster ${cluster} that is not of this request; choose another name`,
      );
    }
    await connection.request({
      method: 'PATCH',
      path,
      query: { fieldManager: FIELD_MANAGER },
      contentType: 'application/apply-patch+yaml',
      body: entry,
    });
  } catch (error) {
    throw toBackstageError(error, { cluster });
  }
}
