import { ConflictError } from '@backstage/errors';
import { KubernetesObject, VM_GROUP_LABEL } from '@meshport/istio';
import { findObject } from '../clusters/findObject';
import { ClusterConnection } from '../clusters/types';
import { applyObjects } from '../manifests/applyObjects';
import { toBackstageError } from '../manifests/clusterErrors';
import { ManifestObject } from '../manifests/objects';

/** Where the objects of a single machine are. */
const PATHS: Record<string, { api: string; plural: string }> = {
  WorkloadEntry: {
    api: '/apis/networking.istio.io/v1',
    plural: 'workloadentries',
  },
  ServiceAccount: { api: '/api/v1', plural: 'serviceaccounts' },
};

/**
 * Makes an object of a machine, its WorkloadEntry or its ServiceAccount, or
 * makes it so again; one of another group or of somebody else is not touched.
 */
export async function applyMachineObject(
  connection: ClusterConnection,
  object: KubernetesObject,
): Promise<void> {
  const { namespace, name, labels = {} } = object.metadata;
  const cluster = connection.details.name;
  const { api, plural } = PATHS[object.kind];
  const existing = await findObject(
    connection,
    `${api}/namespaces/${namespace}/${plural}/${name}`,
  ).catch(error => {
    throw toBackstageError(error, { cluster });
  });
  const group = existing?.metadata.labels?.[VM_GROUP_LABEL];
  if (existing && group !== labels[VM_GROUP_LABEL]) {
    throw new ConflictError(
      `machine.name: there is a ${object.kind} ${namespace}/${name} in cluster ${cluster} that is not of this request; choose another name`,
    );
  }
  await applyObjects(connection, [object as unknown as ManifestObject], {
    origin: 'rendered',
    dryRun: false,
  });
}
