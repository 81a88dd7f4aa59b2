import { ConflictError } from '@backstage/errors';
import { KubernetesObject } from '../clusters/types';
import { formatGroupKind, groupKindOf } from './kinds';
import { describeObject, ManifestObject } from './objects';

/**
 * Kinds that an installation makes and others add fields to. Server-side apply
 * refuses fields that are somebody else's, so nothing is taken over; but such
 * an object is never made, since a part of one is none.
 */
const EXTENDED = new Set(['install.tetrate.io/ControlPlane']);

/** Whether fields are added to objects of this kind, whoever made them. */
export function isExtended({ apiVersion, kind }: ManifestObject): boolean {
  return EXTENDED.has(formatGroupKind(groupKindOf(apiVersion, kind)));
}

/** Throws `ConflictError` when there is nothing that fields could be added to. */
export function refuseMaking(
  existing: KubernetesObject | undefined,
  wanted: ManifestObject,
): void {
  if (!existing) {
    throw new ConflictError(
      `${describeObject(
        wanted,
      )}: is not there, and it is made by its installation, not by Meshport; install it first, or give its name`,
    );
  }
}
