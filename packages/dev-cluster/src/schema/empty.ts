import { isRecord } from '../objects';
import { resolveSchema, type Schema } from '../kinds/schemas';

function isEmptyCollection(schema: Schema, value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return (
    isRecord(value) &&
    Object.keys(value).length === 0 &&
    schema.additionalProperties !== undefined
  );
}

/**
 * Removes empty lists and maps, as the typed encoding of built-in kinds and of
 * metadata leaves them out; empty structs stay. Works in place.
 */
export function dropEmpty(unresolved: Schema, value: unknown): void {
  const schema = resolveSchema(unresolved);
  if (Array.isArray(value)) {
    if (schema.items) value.forEach(item => dropEmpty(schema.items!, item));
    return;
  }
  if (!isRecord(value)) return;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (value[name] === undefined) continue;
    const isOptional = !schema.required?.includes(name);
    if (isOptional && isEmptyCollection(resolveSchema(property), value[name])) {
      delete value[name];
    } else dropEmpty(property, value[name]);
  }
}
