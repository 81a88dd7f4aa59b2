import { clone, timestamp, type KubeObject } from '../objects';
import { conflict, forbidden } from '../api/status';
import type { DeleteOptions } from './options';
import { checkDeletePreconditions } from './preconditions';
import { inVersion, type Place, type Registry } from './registry';

/** What became of a DELETE. */
export interface Deletion {
  object: KubeObject;
  /** True when the object is gone, false when finalizers hold it. */
  gone: boolean;
}

const undeletable = new Set(['default', 'kube-system', 'kube-public']);

function finalizersFor(live: KubeObject, options: DeleteOptions): string[] {
  const own = (live.metadata.finalizers ?? []).filter(
    name => name !== 'foregroundDeletion' && name !== 'orphan',
  );
  if (live.metadata.deletionTimestamp) return live.metadata.finalizers ?? [];
  if (options.propagationPolicy === 'Foreground') {
    return [...own, 'foregroundDeletion'];
  }
  if (options.propagationPolicy === 'Orphan') return [...own, 'orphan'];
  return own;
}

/** Carries out DELETE on one object, see {@link Registry.delete}. */
export function deleteObject(
  registry: Registry,
  place: Place,
  name: string,
  options: DeleteOptions,
): Deletion {
  const { type, namespace } = place;
  const live = registry.get(place, name);
  checkDeletePreconditions(type, live, options.preconditions ?? {});
  if (type.kind === 'Namespace' && undeletable.has(name)) {
    throw forbidden(type, name, 'this namespace may not be deleted');
  }
  const finalizers = finalizersFor(live, options);
  const held = finalizers.length > 0 || type.kind === 'Namespace';
  if (!held) {
    if (!options.dryRun) registry.store.remove(type.key, namespace, name);
    return { object: live, gone: true };
  }
  if (live.metadata.deletionTimestamp) {
    if (type.kind === 'Namespace' && !options.dryRun) {
      throw conflict(
        type,
        name,
        'The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will automatically be purged by the system.',
      );
    }
    return { object: live, gone: false };
  }
  const object = clone(live);
  object.metadata.deletionTimestamp = timestamp();
  if (type.kind !== 'Namespace') {
    object.metadata.deletionGracePeriodSeconds = 0;
  }
  if (object.metadata.generation) object.metadata.generation += 1;
  if (finalizers.length) object.metadata.finalizers = finalizers;
  if (type.kind === 'Namespace') {
    object.status = { ...object.status, phase: 'Terminating' };
  }
  const stored = options.dryRun ? object : registry.put(type, object);
  return { object: inVersion(type, stored), gone: false };
}
