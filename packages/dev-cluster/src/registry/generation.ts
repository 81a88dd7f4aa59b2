import type { ResourceType } from '../kinds/resourceTypes';
import { equal, type KubeObject } from '../objects';

/**
 * True when a write must raise `metadata.generation`: something other than
 * metadata and status changed. Deployments count their annotations too, as the
 * real server does.
 */
export function specChanged(
  type: ResourceType,
  before: KubeObject,
  after: KubeObject,
): boolean {
  if (!type.hasGeneration) return false;
  const { metadata: oldMeta, status: oldStatus, ...old } = before;
  const { metadata: newMeta, status: newStatus, ...next } = after;
  if (!type.hasStatus && !equal(oldStatus, newStatus)) return true;
  if (
    type.kind === 'Deployment' &&
    !equal(oldMeta.annotations ?? {}, newMeta.annotations ?? {})
  ) {
    return true;
  }
  return !equal(old, next);
}
