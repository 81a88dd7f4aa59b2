import { clone, isRecord, type KubeObject } from '../objects';
import { badRequest, invalid } from '../api/status';
import { metadataSchema, type ResourceType } from '../kinds/resourceTypes';
import { dropEmpty } from '../schema/empty';
import { violationsOf } from '../schema/validate';
import { dropNulls, prune } from '../schema/walk';
import type { WriteOptions } from './options';
import type { Place } from './registry';

/** Leaves out empty lists and maps as the stored form does. Works in place. */
export function dropEmptyFields(type: ResourceType, object: KubeObject): void {
  const [schema, value] = type.custom
    ? [metadataSchema, object.metadata]
    : [type.schema, object];
  dropNulls(schema, value);
  dropEmpty(schema, value);
}

/**
 * Turns a request body into an object of the place's kind: checks that kind,
 * version and namespace agree with the path, removes unknown fields and nulls,
 * and reports them as `fieldValidation` asks. `keepsEmpty` keeps empty lists and
 * maps: who applies one owns it.
 *
 * @throws StatusError 400 where body and path disagree or, with Strict, where a
 * field is unknown.
 */
export function decodeObject(
  { type, namespace }: Place,
  body: unknown,
  options: WriteOptions,
  keepsEmpty = false,
): KubeObject {
  if (!isRecord(body)) {
    throw badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${
        Array.isArray(body) ? 'array' : typeof body
      } into Go value of type struct`,
    );
  }
  const object = clone(body) as KubeObject;
  if (!isRecord(object.metadata)) object.metadata = {};
  checkKind(type, object);
  const isReset = isManagedFieldsReset(object);
  dropNulls(type.schema, object);
  checkTypes(type, object);
  const unknown = [
    ...prune(type.schema, object).map(field => `unknown field "${field}"`),
    ...(options.duplicates ?? []).map(field => `duplicate field "${field}"`),
  ];
  if (unknown.length) {
    if (options.fieldValidation === 'Strict') {
      throw badRequest(
        `${type.kind} in version "${type.version}" cannot be handled as a ${
          type.kind
        }: strict decoding error: ${unknown.join(', ')}`,
      );
    }
    if (options.fieldValidation === 'Warn') options.warnings.push(...unknown);
  }
  if (!keepsEmpty) dropEmptyFields(type, object);
  if (isReset) object.metadata.managedFields = [];
  if (type.namespaced) {
    const given = object.metadata.namespace;
    if (given && namespace && given !== namespace) {
      throw badRequest(
        'the namespace of the provided object does not match the namespace sent on the request',
      );
    }
    object.metadata.namespace = namespace;
  } else delete object.metadata.namespace;
  return object;
}

// An update that sends managedFields as one empty entry takes ownership away.
function isManagedFieldsReset({ metadata }: KubeObject): boolean {
  const given = metadata.managedFields;
  return (
    Array.isArray(given) &&
    given.length === 1 &&
    Object.keys(given[0]).length === 0
  );
}

function checkKind(type: ResourceType, object: KubeObject) {
  if (!type.custom) {
    // The decoder of built-in kinds knows from the path what it decodes.
    object.kind ??= type.kind;
    object.apiVersion ??= type.groupVersion;
    if (object.kind === type.kind && object.apiVersion === type.groupVersion) {
      return;
    }
    throw badRequest(
      `${object.kind} in version "${object.apiVersion}" cannot be handled as a ${type.kind}: the object provided is unrecognized (must be of type ${type.kind}): expected ${type.groupVersion}, Kind=${type.kind}`,
    );
  }
  if (object.apiVersion !== type.groupVersion) {
    throw badRequest(
      `the API version in the data (${
        object.apiVersion ?? ''
      }) does not match the expected API version (${type.groupVersion})`,
    );
  }
  if (!object.kind) {
    throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(object)}'`);
  }
  if (object.kind !== type.kind) {
    throw invalid(type, object.metadata.name ?? '', [
      {
        field: 'kind',
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${JSON.stringify(object.kind)}: must be ${
          type.kind
        }`,
      },
    ]);
  }
}

const base64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function checkBase64(type: ResourceType, object: KubeObject) {
  const field = { '/secrets': 'data', '/configmaps': 'binaryData' }[type.key];
  const map = field && object[field];
  if (!isRecord(map)) return;
  const wrong = Object.values(map).find(
    value => typeof value === 'string' && !base64.test(value),
  );
  if (wrong === undefined) return;
  const at = /[^A-Za-z0-9+/]/.exec(wrong)?.index ?? wrong.length;
  throw badRequest(
    `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: illegal base64 data at input byte ${at}`,
  );
}

const goNames: Record<string, string> = {
  array: 'array',
  object: 'object',
  string: 'string',
  boolean: 'bool',
  integer: 'number',
  number: 'number',
};

// Built-in kinds, and the metadata of all, are decoded into types: a wrong type
// is no invalid value but a body that cannot be read.
function checkTypes(type: ResourceType, object: KubeObject) {
  checkBase64(type, object);
  const value = type.custom ? { metadata: object.metadata } : object;
  const wrong = violationsOf(type.schema, value).find(
    ({ reason }) => reason === 'FieldValueTypeInvalid',
  );
  if (!wrong) return;
  const [, found = ''] = /^Invalid value: "(\w+)"/.exec(wrong.message) ?? [];
  const [, wanted = ''] = /must be of type ([\w ]+)/.exec(wrong.message) ?? [];
  throw badRequest(
    `${type.kind} in version "${type.version}" cannot be handled as a ${
      type.kind
    }: json: cannot unmarshal ${goNames[found] ?? found} into Go struct field ${
      type.kind
    }.${wrong.field} of type ${wanted}`,
  );
}
