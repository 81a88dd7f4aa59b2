import {
  AppliedObject,
  FIELD_MANAGER,
} from '@meshport/backstage-plugin-mesh-common';
import { KubernetesStatusError } from '../clusters/errors';
import { findObject } from '../clusters/findObject';
import { ClusterConnection } from '../clusters/types';
import { toBackstageError } from '../manifests/clusterErrors';
import { ManifestObject } from '../manifests/objects';

/** Whether an object of a plan is a Namespace that is to be made where it is missing. */
export function isNamespace({
  apiVersion,
  kind,
}: Pick<ManifestObject, 'apiVersion' | 'kind'>): boolean {
  return apiVersion === 'v1' && kind === 'Namespace';
}

/** Where a Namespace is on an API server. */
export function namespacePath(name: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(name)}`;
}

/**
 * Makes the Namespaces of a plan that are missing; one that is there is not
 * touched, whoever made it.
 *
 * @returns what came of each, and which are still missing after a dry-run
 */
export async function makeNamespaces(
  connection: ClusterConnection,
  objects: readonly ManifestObject[],
  options: { dryRun: boolean; beforeWrite?: () => Promise<void> },
): Promise<{ applied: AppliedObject[]; missing: Set<string> }> {
  const applied: AppliedObject[] = [];
  const missing = new Set<string>();
  for (const object of objects.filter(isNamespace)) {
    const made = await makeOne(connection, object, options);
    applied.push({
      object: referenceTo(connection, object),
      outcome: made ? 'created' : 'unchanged',
      changes: [],
    });
    if (made && options.dryRun) {
      missing.add(object.metadata.name);
    }
  }
  return { applied, missing };
}

/** What will come of an object in a Namespace that is not there yet: nothing can be rehearsed in it. */
export function toBeCreated(
  connection: ClusterConnection,
  object: ManifestObject,
): AppliedObject {
  return {
    object: referenceTo(connection, object),
    outcome: 'created',
    changes: [],
  };
}

async function makeOne(
  connection: ClusterConnection,
  object: ManifestObject,
  {
    dryRun,
    beforeWrite,
  }: { dryRun: boolean; beforeWrite?: () => Promise<void> },
): Promise<boolean> {
  const cluster = connection.details.name;
  try {
    if (await findObject(connection, namespacePath(object.metadata.name))) {
      return false;
    }
  } catch (error) {
    throw toBackstageError(error, { cluster, object });
  }
  if (!dryRun) {
    await beforeWrite?.();
  }
  try {
    await connection.request({
      method: 'POST',
      path: '/api/v1/namespaces',
      query: {
        fieldManager: FIELD_MANAGER,
        ...(dryRun ? { dryRun: 'All' } : {}),
      },
      body: object,
    });
  } catch (error) {
    if (error instanceof KubernetesStatusError && error.code === 409) {
      // Somebody made it in between.
      return false;
    }
    throw toBackstageError(error, { cluster, object });
  }
  return true;
}

function referenceTo(
  connection: ClusterConnection,
  { apiVersion, kind, metadata }: ManifestObject,
) {
  const { namespace, name } = metadata;
  return {
    apiVersion,
    kind,
    cluster: connection.details.name,
    ...(namespace ? { namespace } : {}),
    name,
  };
}
