import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { FIELD_MANAGER } from '@meshport/backstage-plugin-mesh-common';
import { KubernetesStatusError } from '../../clusters/errors';
import { findObject } from '../../clusters/findObject';
import { ClusterConnection, KubernetesObject } from '../../clusters/types';
import { toBackstageError } from '../../manifests/clusterErrors';
import { findGitOwner } from '../../manifests/owners';

/** Whether a namespace has other labels than these; `null` stands for none. */
export function differs(
  { metadata }: KubernetesObject,
  labels: Record<string, string | null>,
): boolean {
  return Object.entries(labels).some(
    ([key, value]) => (metadata.labels?.[key] ?? null) !== value,
  );
}

/** Undefined when it is not there. */
export async function findNamespace(
  connection: ClusterConnection,
  name: string,
): Promise<KubernetesObject | undefined> {
  return findObject(connection, `/api/v1/namespaces/${name}`).catch(error => {
    throw toBackstageError(error, { cluster: connection.details.name });
  });
}

/** A namespace that is there and that no tool keeps as Git says. */
export async function namespaceToLabel(
  connection: ClusterConnection,
  name: string,
): Promise<KubernetesObject> {
  const { name: cluster } = connection.details;
  const namespace = await findNamespace(connection, name);
  if (!namespace || namespace.metadata.deletionTimestamp) {
    throw new NotFoundError(
      `changes: there is no namespace ${name} in cluster ${cluster}, or it is being deleted`,
    );
  }
  const owner = findGitOwner(namespace);
  if (owner) {
    throw new ConflictError(
      `changes: namespace ${name} in cluster ${cluster} is kept by ${owner.tool} (${owner.name}); change its labels in Git`,
    );
  }
  return namespace;
}

/** A label may have been set by whomever; only a merge patch takes such a one away. */
export async function patchLabels(
  connection: ClusterConnection,
  name: string,
  labels: Record<string, string | null>,
): Promise<void> {
  const { name: cluster } = connection.details;
  try {
    await connection.request({
      method: 'PATCH',
      path: `/api/v1/namespaces/${name}`,
      query: { fieldManager: FIELD_MANAGER },
      contentType: 'application/merge-patch+json',
      body: { metadata: { labels } },
    });
  } catch (error) {
    if (error instanceof KubernetesStatusError && error.code === 403) {
      throw new NotAllowedError(
        `cluster: Meshport’s account in ${cluster} may not change namespace ${name}; an administrator has to bind docs/rbac/remote-links.yaml (meshport-injection-labels) there`,
      );
    }
    throw toBackstageError(error, { cluster });
  }
}
