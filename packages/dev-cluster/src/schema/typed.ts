import { isRecord } from '../objects';
import {
  fieldSchema,
  itemElement,
  itemSchema,
  printPath,
} from '../apply/fieldSet';
import { resolveSchema, type Schema } from '../kinds/schemas';

const shown = (value: unknown) =>
  typeof value === 'string' ? `&{${value}}` : `&{${JSON.stringify(value)}}`;

const goTypes: Record<string, [string, string]> = {
  string: ['string', 'string'],
  boolean: ['boolean', 'boolean'],
  integer: ['number', 'numeric (int or float)'],
  number: ['number', 'numeric (int or float)'],
};

function scalarProblem(schema: Schema, value: unknown, path: string) {
  const [type, name] = goTypes[schema.type ?? ''] ?? [];
  if (!type || schema['x-kubernetes-int-or-string'] || typeof value === type) {
    return undefined;
  }
  return `${path}: expected ${name}, got &value.valueUnstructured{Value:${String(
    value,
  )}}`;
}

/**
 * What keeps a configuration from being applied: a field that the schema does
 * not know, a wrong shape, or a key that is twice in a keyed list. Undefined
 * where it can be applied. The words are those of structured-merge-diff.
 */
export function typedProblem(
  unresolved: Schema | undefined,
  value: unknown,
  path = '',
): string | undefined {
  if (!unresolved || value === null || value === undefined) return undefined;
  const schema = resolveSchema(unresolved);
  if (schema.type === 'array') {
    if (!Array.isArray(value))
      return `${path}: expected list, got ${shown(value)}`;
    return listProblem(schema, value, path);
  }
  if (schema.type === 'object') {
    if (!isRecord(value)) return `${path}: expected map, got ${shown(value)}`;
    const isOpen =
      schema['x-kubernetes-preserve-unknown-fields'] ||
      (!schema.properties && !schema.additionalProperties);
    for (const [name, item] of Object.entries(value)) {
      const below = fieldSchema(schema, name);
      if (!below && !isOpen) {
        return `${path}.${name}: field not declared in schema`;
      }
      const problem = typedProblem(below, item, `${path}.${name}`);
      if (problem) return problem;
    }
  }
  return scalarProblem(schema, value, path);
}

function listProblem(
  schema: Schema,
  value: unknown[],
  path: string,
): string | undefined {
  const isKeyed = schema['x-kubernetes-list-type'] === 'map';
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const element = isKeyed ? itemElement(schema, item) : undefined;
    if (element) {
      const key = printPath([element]);
      if (seen.has(key)) {
        return `${path}: duplicate entries for key ${key}`;
      }
      seen.add(key);
    }
    const here = element
      ? `${path}${printPath([element])}`
      : `${path}[${index}]`;
    const problem = typedProblem(itemSchema(schema), item, here);
    if (problem) return problem;
  }
  return undefined;
}
