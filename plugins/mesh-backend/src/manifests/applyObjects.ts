import { assertError, ErrorLike } from '@backstage/errors';
import {
  AppliedObject,
  FIELD_MANAGER,
} from '@meshport/backstage-plugin-mesh-common';
import { findObject } from '../clusters/findObject';
import { ClusterConnection, KubernetesObject } from '../clusters/types';
import { findChanges } from './changes';
import { toBackstageError } from './clusterErrors';
import {
  Origin,
  refuseAdoption,
  refuseForeign,
  refuseGitOwned,
} from './existingObjects';
import { isExtended, refuseMaking } from './extendedKinds';
import { describeObject, ManifestObject } from './objects';
import { ResourcePaths } from './resourcePaths';
import { throwTogether, withRemark } from './problems';

/** Writes single objects to one cluster, or rehearses it. */
class ObjectWriter {
  readonly #connection: ClusterConnection;
  readonly #origin: Origin;
  readonly #paths: ResourcePaths;

  constructor(connection: ClusterConnection, origin: Origin) {
    this.#connection = connection;
    this.#origin = origin;
    this.#paths = new ResourcePaths(connection);
  }

  /** Looks at the object as it is now, then applies it, so that the outcome is exact. */
  async apply(
    object: ManifestObject,
    options: { dryRun: boolean },
  ): Promise<AppliedObject> {
    refuseGitOwned(object);
    const cluster = this.#connection.details.name;
    try {
      const path = await this.#paths.pathOf(object);
      const before = await findObject(this.#connection, path);
      const extended = isExtended(object);
      if (extended) {
        refuseMaking(before, object);
      }
      if (before) {
        refuseForeign(before, object, extended ? 'yaml' : this.#origin);
      }
      const after = await this.#connection.request<KubernetesObject>({
        method: 'PATCH',
        path,
        query: {
          fieldManager: FIELD_MANAGER,
          fieldValidation: 'Strict',
          ...(options.dryRun ? { dryRun: 'All' } : {}),
        },
        contentType: 'application/apply-patch+yaml',
        body: object,
      });
      if (before && options.dryRun && !extended) {
        // Only after the rehearsal, so that a conflict can name its field.
        refuseAdoption(before, object);
      }
      return describeOutcome(cluster, object, before, after);
    } catch (error) {
      throw toBackstageError(error, { cluster, object });
    }
  }
}

/**
 * Applies objects in the order given by server-side apply, as field manager
 * `meshport`, without force and with strict validation.
 *
 * Nothing is written before every object has passed our checks and the API
 * server's own dry-run. A failure after that names what was written and what
 * was not.
 *
 * @param onApplied - told of every object that was written.
 * @param beforeWrite - called before every single write; when it throws,
 * nothing more is written and its error comes back as it is.
 *
 * Throws `InputError`, `ConflictError`, `NotAllowedError` or
 * `ServiceUnavailableError`; several objects' problems come together.
 */
export async function applyObjects(
  connection: ClusterConnection,
  objects: ManifestObject[],
  options: {
    origin: Origin;
    dryRun: boolean;
    onApplied?: (applied: AppliedObject) => void;
    beforeWrite?: () => Promise<void>;
  },
): Promise<AppliedObject[]> {
  const writer = new ObjectWriter(connection, options.origin);
  const rehearsed = await rehearse(writer, objects);
  if (options.dryRun) {
    return rehearsed;
  }
  const applied: AppliedObject[] = [];
  for (const object of objects) {
    await options.beforeWrite?.();
    try {
      const result = await writer.apply(object, { dryRun: false });
      applied.push(result);
      options.onApplied?.(result);
    } catch (error) {
      assertError(error);
      throw withRemark(error, describeProgress(objects, applied.length, error));
    }
  }
  return applied;
}

async function rehearse(
  writer: ObjectWriter,
  objects: ManifestObject[],
): Promise<AppliedObject[]> {
  const problems: ErrorLike[] = [];
  const rehearsed: AppliedObject[] = [];
  for (const object of objects) {
    try {
      rehearsed.push(await writer.apply(object, { dryRun: true }));
    } catch (error) {
      assertError(error);
      problems.push(error);
      if (error.name === 'ServiceUnavailableError') {
        break;
      }
    }
  }
  throwTogether(problems);
  return rehearsed;
}

function describeProgress(
  objects: ManifestObject[],
  appliedCount: number,
  error: ErrorLike,
): string {
  const names = objects.map(describeObject);
  const list = (some: string[]) => some.join(', ') || 'nothing';
  // Without an answer the write may still have reached the cluster.
  const failed =
    error.name === 'ServiceUnavailableError'
      ? `not known: ${names[appliedCount]}`
      : `failed: ${names[appliedCount]}`;
  return `applied: ${list(
    names.slice(0, appliedCount),
  )}; ${failed}; not applied: ${list(
    names.slice(appliedCount + 1),
  )}. Running it again is safe`;
}

function describeOutcome(
  cluster: string,
  object: ManifestObject,
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): AppliedObject {
  const { kind, apiVersion, metadata } = object;
  const { namespace, name } = metadata;
  const reference = { apiVersion, kind, cluster, namespace, name };
  if (!before) {
    return { object: reference, outcome: 'created', changes: [] };
  }
  const changes = findChanges(before, after);
  return {
    object: reference,
    outcome: changes.length ? 'changed' : 'unchanged',
    changes,
  };
}
