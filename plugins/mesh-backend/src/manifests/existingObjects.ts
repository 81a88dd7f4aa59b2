import { ConflictError } from '@backstage/errors';
import {
  EGRESS_GATEWAY_LABEL,
  KUBERNETES_ID_ANNOTATION,
  NAMESPACE_OWNER_KEY,
} from '@meshport/backstage-plugin-mesh-common';
import { KubernetesObject } from '../clusters/types';
import { describeObject, ManifestObject } from './objects';
import { findGitOwner, isOurs, managersOf } from './owners';

/** Where the objects of a call come from. */
export type Origin = 'yaml' | 'rendered';

/** Throws `ConflictError` when the object to apply bears the marks of Argo CD or Flux itself. */
export function refuseGitOwned(object: ManifestObject): void {
  const owner = findGitOwner(object);
  if (owner) {
    throw new ConflictError(
      `${describeObject(object)}: carries the marks of ${owner.tool} (${
        owner.name
      }); let ${
        owner.tool
      } apply it from Git, or take its labels and annotations out`,
    );
  }
}

/**
 * Throws `ConflictError` when an object of the cluster is not ours to change:
 * on its way out, kept by Argo CD or Flux, part of another gateway, or (for
 * objects that we rendered) made by somebody else.
 */
export function refuseForeign(
  existing: KubernetesObject,
  wanted: ManifestObject,
  origin: Origin,
): void {
  const what = describeObject(wanted);
  if (existing.metadata.deletionTimestamp) {
    throw new ConflictError(
      `${what}: is being deleted; try again when it is gone`,
    );
  }
  const owner = findGitOwner(existing);
  if (owner) {
    throw new ConflictError(
      `${what}: belongs to ${owner.tool} (${owner.name}), which would undo the change; change it in Git instead`,
    );
  }
  if (origin === 'rendered') {
    refuseAdoption(existing, wanted);
  }
  refuseOtherGateway(existing, wanted);
}

/**
 * Throws `ConflictError` when somebody else made the object: also fields that
 * conflict with nobody's are not added to it, and none are co-owned.
 */
export function refuseAdoption(
  existing: KubernetesObject,
  wanted: ManifestObject,
): void {
  if (!isOurs(existing)) {
    const managers = managersOf(existing).join(', ') || 'somebody else';
    throw new ConflictError(
      `${describeObject(
        wanted,
      )}: exists already and was made by ${managers}, not by Meshport; choose another name, or delete it first`,
    );
  }
}

/** One field manager writes for everybody, so only these labels tell one gateway from another. */
function refuseOtherGateway(
  existing: KubernetesObject,
  wanted: ManifestObject,
): void {
  const has = existing.metadata.labels ?? {};
  const wants = wanted.metadata.labels ?? {};
  if (has[EGRESS_GATEWAY_LABEL] !== wants[EGRESS_GATEWAY_LABEL]) {
    throw new ConflictError(
      has[EGRESS_GATEWAY_LABEL]
        ? `${describeObject(wanted)}: is part of the egress gateway ${
            has[EGRESS_GATEWAY_LABEL]
          }; change that gateway instead, or choose another name`
        : `${describeObject(
            wanted,
          )}: exists already and is no part of an egress gateway; choose another name, or delete it first`,
    );
  }
  if (!has[EGRESS_GATEWAY_LABEL]) {
    return;
  }
  for (const [label, words] of [
    [NAMESPACE_OWNER_KEY, 'owner'],
    [KUBERNETES_ID_ANNOTATION, 'component'],
  ]) {
    if (has[label] !== wants[label]) {
      throw new ConflictError(
        `${words}: the egress gateway ${
          has[EGRESS_GATEWAY_LABEL]
        } in namespace ${wanted.metadata.namespace} belongs to ${
          has[label] ?? 'nobody'
        }; choose another name, or give the same ${words}`,
      );
    }
  }
}
