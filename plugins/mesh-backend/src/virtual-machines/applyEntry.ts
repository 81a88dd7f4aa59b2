import { ConflictError } from '@backstage/errors';
import { KubernetesObject, VM_GROUP_LABEL } from '@meshport/istio';
import { findObject } from '../clusters/findObject';
import { ClusterConnection } from '../clusters/types';
import { applyObjects } from '../manifests/applyObjects';
import { toBackstageError } from '../manifests/clusterErrors';
import { ManifestObject } from '../manifests/objects';

/**
 * Makes the entry of a machine, or makes it so again; one of another group or
 * of somebody else is not touched.
 */
export async function applyEntry(
  connection: ClusterConnection,
  entry: KubernetesObject,
): Promise<void> {
  const { namespace, name, labels = {} } = entry.metadata;
  const cluster = connection.details.name;
  const existing = await findObject(
    connection,
    `/apis/networking.istio.io/v1/namespaces/${namespace}/workloadentries/${name}`,
  ).catch(error => {
    throw toBackstageError(error, { cluster });
  });
  const group = existing?.metadata.labels?.[VM_GROUP_LABEL];
  if (existing && group !== labels[VM_GROUP_LABEL]) {
    throw new ConflictError(
      `machine.name: there is a WorkloadEntry ${namespace}/${name} in cluster ${cluster} that is not of this request; choose another name`,
    );
  }
  await applyObjects(connection, [entry as unknown as ManifestObject], {
    origin: 'rendered',
    dryRun: false,
  });
}
