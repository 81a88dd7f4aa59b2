import { clone, isRecord } from '../objects';
import { propertySchema, resolveSchema, type Schema } from '../kinds/schemas';

function additional(schema: Schema): Schema | undefined {
  return isRecord(schema.additionalProperties)
    ? (schema.additionalProperties as Schema)
    : undefined;
}

/**
 * Removes fields that the schema does not know and answers their paths, as
 * pruning does. Works in place.
 */
export function prune(unresolved: Schema, value: unknown, path = ''): string[] {
  const schema = resolveSchema(unresolved);
  if (Array.isArray(value)) {
    return schema.items
      ? value.flatMap((item, index) =>
          prune(schema.items!, item, `${path}[${index}]`),
        )
      : [];
  }
  if (!isRecord(value)) return [];
  const unknown: string[] = [];
  for (const name of Object.keys(value)) {
    const known = propertySchema(schema, name) ?? additional(schema);
    const here = path ? `${path}.${name}` : name;
    if (known) unknown.push(...prune(known, value[name], here));
    else if (
      schema.properties &&
      !schema['x-kubernetes-preserve-unknown-fields'] &&
      schema.additionalProperties !== true
    ) {
      delete value[name];
      unknown.push(here);
    }
  }
  return unknown;
}

/** Fills in the defaults that the schema names. Works in place. */
export function applyDefaults(unresolved: Schema, value: unknown): void {
  const schema = resolveSchema(unresolved);
  if (Array.isArray(value)) {
    if (schema.items) {
      value.forEach(item => applyDefaults(schema.items!, item));
    }
    return;
  }
  if (!isRecord(value)) return;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const known = resolveSchema(property);
    const missing =
      value[name] === undefined || (value[name] === null && !known.nullable);
    if (missing && known.default !== undefined) {
      value[name] = clone(known.default);
    }
    if (value[name] !== undefined) applyDefaults(property, value[name]);
  }
  const rest = additional(schema);
  if (rest) {
    for (const [name, item] of Object.entries(value)) {
      if (!propertySchema(schema, name)) applyDefaults(rest, item);
    }
  }
}

/** Removes nulls of fields that are not nullable, as the API server does. */
export function dropNulls(
  unresolved: Schema | undefined,
  value: unknown,
): void {
  const schema = unresolved && resolveSchema(unresolved);
  if (Array.isArray(value)) {
    value.forEach(item => dropNulls(schema?.items, item));
    return;
  }
  if (!isRecord(value)) return;
  for (const name of Object.keys(value)) {
    const known =
      propertySchema(schema, name) ?? (schema && additional(schema));
    if (value[name] === null) {
      const isNullable = known && resolveSchema(known).nullable;
      if (!isNullable) delete value[name];
    } else dropNulls(known, value[name]);
  }
}
