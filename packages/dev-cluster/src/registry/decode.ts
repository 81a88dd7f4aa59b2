import { clone, isRecord, type KubeObject } from '../objects';
import { badRequest, StatusError } from '../api/status';
import { dropNulls, prune } from '../schema/walk';
import type { WriteOptions } from './options';
import type { Place } from './registry';

/**
 * Turns a request body into an object of the place's kind: checks that kind,
 * version and namespace agree with the path, removes unknown fields and nulls,
 * and reports them as `fieldValidation` asks.
 *
 * @throws StatusError 400 where body and path disagree or, with Strict, where a
 * field is unknown.
 */
export function decodeObject(
  { type, namespace }: Place,
  body: unknown,
  options: WriteOptions,
): KubeObject {
  if (!isRecord(body)) {
    throw badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${
        Array.isArray(body) ? 'array' : typeof body
      } into Go value of type struct`,
    );
  }
  if (!body.kind) {
    throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(body)}'`);
  }
  if (body.kind !== type.kind || body.apiVersion !== type.groupVersion) {
    throw badRequest(
      `${body.kind} in version "${body.apiVersion}" cannot be handled as a ${type.kind}: the object provided is unrecognized (must be of type ${type.kind}): expected ${type.groupVersion}, Kind=${type.kind}`,
    );
  }
  const object = clone(body) as KubeObject;
  if (!isRecord(object.metadata)) object.metadata = {};
  dropNulls(type.schema, object);
  const unknown = prune(type.schema, object).map(
    field => `unknown field "${field}"`,
  );
  if (unknown.length) {
    if (options.fieldValidation === 'Strict') {
      throw new StatusError(
        400,
        'BadRequest',
        `${type.kind} in version "${type.version}" cannot be handled as a ${
          type.kind
        }: strict decoding error: ${unknown.join(', ')}`,
      );
    }
    if (options.fieldValidation === 'Warn') options.warnings.push(...unknown);
  }
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
