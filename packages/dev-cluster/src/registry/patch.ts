import { applyPatch } from 'rfc6902';
import { clone, isRecord, type KubeObject } from '../objects';
import { applyConfiguration } from '../apply/managedFields';
import {
  badRequest,
  invalid,
  StatusError,
  unforeseen,
  unsupportedMediaType,
} from '../api/status';
import { typedProblem } from '../schema/typed';
import type { ResourceType } from '../kinds/resourceTypes';
import { decodeObject, dropEmptyFields } from './decode';
import type { WriteOptions } from './options';
import { inVersion, type Place, type Registry } from './registry';

/** Media types of PATCH that the dev cluster understands. */
export const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** The patch type that the dev cluster leaves out. */
export const strategicPatch = 'application/strategic-merge-patch+json';

function refusedPatch(type: ResourceType, contentType: string): StatusError {
  if (contentType === strategicPatch && !type.custom) {
    return new StatusError(
      415,
      'UnsupportedMediaType',
      'the dev cluster leaves out strategic merge patches and with them client-side apply: use kubectl apply --server-side or kubectl patch --type=merge',
    );
  }
  return unsupportedMediaType('', Object.values(patchTypes));
}

/** RFC 7386: objects are merged, null removes, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return clone(patch);
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

function jsonPatch(live: KubeObject, body: unknown): unknown {
  if (!Array.isArray(body)) {
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    );
  }
  const target = clone(live);
  const failure = applyPatch(target, body).find(error => error !== null);
  if (failure) {
    throw new StatusError(
      422,
      'Invalid',
      'the server rejected our request due to an error in our request',
      {},
    );
  }
  return target;
}

/** What a PATCH did. */
export interface PatchResult {
  object: KubeObject;
  created: boolean;
}

/**
 * Carries out PATCH.
 *
 * @throws StatusError 415 for a strategic merge patch, which the dev cluster
 * leaves out; 409 for a conflict of field managers.
 */
export function patchObject(
  registry: Registry,
  place: Place,
  name: string,
  contentType: string,
  body: unknown,
  options: WriteOptions,
): PatchResult {
  if (contentType === patchTypes.apply) {
    return apply(registry, place, name, body, options);
  }
  const { type } = place;
  if (contentType !== patchTypes.json && contentType !== patchTypes.merge) {
    throw refusedPatch(type, contentType);
  }
  const live = registry.get(place, name);
  const patched =
    contentType === patchTypes.json
      ? jsonPatch(live, body)
      : mergePatch(live, body);
  const wanted = decodeObject(place, patched, options);
  if (wanted.metadata.name !== name) {
    throw badRequest(
      `the name of the object (${wanted.metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  const { uid } = wanted.metadata;
  if (uid && uid !== live.metadata.uid) {
    throw invalid(type, name, [
      {
        field: 'metadata.uid',
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${JSON.stringify(uid)}: field is immutable`,
      },
    ]);
  }
  const object = registry.replace(place, live, wanted, options);
  return { object, created: false };
}

function apply(
  registry: Registry,
  place: Place,
  name: string,
  body: unknown,
  options: WriteOptions,
): PatchResult {
  const { type } = place;
  if (!options.fieldManager) {
    throw new StatusError(
      422,
      'Invalid',
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      {
        group: 'meta.k8s.io',
        kind: 'PatchOptions',
        causes: [
          {
            reason: 'FieldValueRequired',
            message: 'Required value: is required for apply patch',
            field: 'fieldManager',
          },
        ],
      },
    );
  }
  if (!isRecord(body) || !body.apiVersion || !body.kind) {
    throw badRequest('invalid object type: /, Kind=');
  }
  const problem = typedProblem(type.schema, body);
  if (problem) {
    throw unforeseen(
      `failed to create typed patch object (${place.namespace ?? ''}/${name}; ${
        type.group
      }/${type.version}, Kind=${type.kind}): ${problem}`,
    );
  }
  const applied = decodeObject(place, body, options, true);
  if (applied.metadata.managedFields?.length) {
    throw badRequest('metadata.managedFields must be nil');
  }
  applied.metadata.name ??= name;
  if (applied.metadata.name !== name) {
    throw badRequest(
      `the name of the object (${applied.metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  const live = registry.find(place, name);
  if (!live && options.subresource) registry.get(place, name);
  const by = {
    manager: options.fieldManager,
    operation: 'Apply' as const,
    apiVersion: type.groupVersion,
    subresource: options.subresource,
  };
  if (type.namespaced && applied.metadata.namespace === undefined) {
    applied.metadata.namespace = place.namespace;
  }
  const next = applyConfiguration(
    type.schema,
    type.hasStatus,
    live && inVersion(type, live),
    applied,
    by,
    options.force === true,
  );
  dropEmptyFields(type, next);
  if (!live) {
    registry.checkCreation(place, next);
    return { object: registry.insert(place, next, options), created: true };
  }
  return {
    object: registry.replace(place, live, next, options, true),
    created: false,
  };
}
