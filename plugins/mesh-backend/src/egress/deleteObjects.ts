import { assertError, ConflictError, ErrorLike } from '@backstage/errors';
import { EgressObject } from '@meshport/backstage-plugin-mesh-common';
import { KubernetesStatusError } from '../clusters/errors';
import { ClusterConnection } from '../clusters/types';
import { toBackstageError } from '../manifests/clusterErrors';
import { deleteObject } from '../manifests/deleteObject';
import { describeObject } from '../manifests/objects';
import { throwTogether, withRemark } from '../manifests/problems';
import { ResourcePaths } from '../manifests/resourcePaths';
import { LiveObject } from './LiveGateway';
import { referenceTo } from './removalPlan';

/**
 * Deletes objects one after the other, each only while it is the one that was
 * looked at. Nothing is deleted before the API server has said of every one
 * that it may be.
 *
 * A failure names what was deleted and what was not; deleting again is safe.
 *
 * @param options - `dryRun`: only has the API server say so;
 * `onDeleted`: told of every object that is gone
 */
export async function deleteObjects(
  connection: ClusterConnection,
  objects: readonly LiveObject[],
  options: {
    dryRun: boolean;
    onDeleted?: (object: EgressObject) => void;
    beforeDelete?: () => Promise<void>;
  },
): Promise<EgressObject[]> {
  const paths = new ResourcePaths(connection);
  const cluster = connection.details.name;
  const remove = async (object: LiveObject, dryRun: boolean) => {
    try {
      await deleteObject(
        connection,
        await paths.pathOf(object),
        object.metadata.uid,
        { dryRun },
      );
    } catch (error) {
      if (error instanceof KubernetesStatusError && error.code === 409) {
        throw new ConflictError(
          `${describeObject(
            object,
          )}: is another one by now; look again and decide anew`,
        );
      }
      throw toBackstageError(error, { cluster, object });
    }
  };
  const problems: ErrorLike[] = [];
  for (const object of objects) {
    try {
      await remove(object, true);
    } catch (error) {
      assertError(error);
      problems.push(error);
      if (error.name === 'ServiceUnavailableError') {
        break;
      }
    }
  }
  throwTogether(problems);
  if (options.dryRun) {
    return [];
  }
  const deleted: EgressObject[] = [];
  for (const [index, object] of objects.entries()) {
    await options.beforeDelete?.();
    try {
      await remove(object, false);
    } catch (error) {
      assertError(error);
      const names = (some: readonly LiveObject[]) =>
        some.map(describeObject).join(', ') || 'nothing';
      throw withRemark(
        error,
        `deleted: ${names(objects.slice(0, index))}; not deleted: ${names(
          objects.slice(index),
        )}. Doing it again is safe`,
      );
    }
    const reference = referenceTo(cluster, object);
    deleted.push(reference);
    options.onDeleted?.(reference);
  }
  return deleted;
}
