import { isRecord } from '../objects';
import { propertySchema, resolveSchema, type Schema } from '../kinds/schemas';

/** One thing that is wrong with a value. */
export interface Violation {
  field: string;
  /** A cause type of Kubernetes, such as FieldValueRequired. */
  reason: string;
  message: string;
}

const typeName = (value: unknown): string => {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  if (typeof value === 'number') {
    return Number.isInteger(value) ? 'integer' : 'number';
  }
  return typeof value;
};

function hasType(schema: Schema, value: unknown): boolean {
  if (value === null) return schema.nullable === true;
  const found = typeName(value);
  if (schema['x-kubernetes-int-or-string']) {
    return found === 'string' || found === 'integer';
  }
  if (!schema.type) return true;
  return (
    found === schema.type || (schema.type === 'number' && found === 'integer')
  );
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return '"array"';
  if (isRecord(value)) return '"object"';
  return JSON.stringify(value);
}

const patterns = new Map<string, RegExp>();
function matches(pattern: string, value: string): boolean {
  let expression = patterns.get(pattern);
  if (!expression) {
    expression = new RegExp(pattern, 'u');
    patterns.set(pattern, expression);
  }
  return expression.test(value);
}

class Validation {
  readonly violations: Violation[] = [];

  private wrong(field: string, value: unknown, what: string) {
    this.violations.push({
      field: field || '<nil>',
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${shown(value)}: ${field} in body ${what}`,
    });
  }

  private count(
    field: string,
    kind: 'long' | 'items' | 'properties',
    size: number,
    value: unknown,
    [low, high]: [number | undefined, number | undefined],
  ) {
    const unit = kind === 'long' ? 'chars long' : kind;
    const verb = kind === 'long' ? 'be' : 'have';
    if (low !== undefined && size < low) {
      this.wrong(field, value, `should ${verb} at least ${low} ${unit}`);
    }
    if (high !== undefined && size > high) {
      this.violations.push({
        field,
        reason: kind === 'long' ? 'FieldValueTooLong' : 'FieldValueTooMany',
        message: `Too ${kind === 'long' ? 'long' : 'many'}: ${
          kind === 'long'
            ? `may not be more than ${high} bytes`
            : `${size}: must have at most ${high} items`
        }`,
      });
    }
  }

  private text(schema: Schema, value: string, field: string) {
    this.count(field, 'long', [...value].length, value, [
      schema.minLength,
      schema.maxLength,
    ]);
    if (schema.pattern && !matches(schema.pattern, value)) {
      this.wrong(field, value, `should match '${schema.pattern}'`);
    }
    if (schema.format === 'date-time' && Number.isNaN(Date.parse(value))) {
      this.wrong(field, value, `must be of type date-time: "${value}"`);
    }
  }

  private number(schema: Schema, value: number, field: string) {
    if (schema.minimum !== undefined && value < schema.minimum) {
      this.wrong(
        field,
        value,
        `should be greater than or equal to ${schema.minimum}`,
      );
    }
    if (schema.maximum !== undefined && value > schema.maximum) {
      this.wrong(
        field,
        value,
        `should be less than or equal to ${schema.maximum}`,
      );
    }
  }

  private record(schema: Schema, value: Record<string, any>, field: string) {
    for (const name of schema.required ?? []) {
      if (!(name in value)) {
        this.violations.push({
          field: field ? `${field}.${name}` : name,
          reason: 'FieldValueRequired',
          message: 'Required value',
        });
      }
    }
    this.count(field, 'properties', Object.keys(value).length, value, [
      schema.minProperties,
      schema.maxProperties,
    ]);
    for (const [name, item] of Object.entries(value)) {
      const own = propertySchema(schema, name);
      const rest = schema.additionalProperties;
      const path = field ? `${field}.${name}` : name;
      if (own) this.check(own, item, path);
      else if (isRecord(rest)) this.check(rest, item, path);
    }
  }

  private list(schema: Schema, value: unknown[], field: string) {
    this.count(field, 'items', value.length, value, [
      schema.minItems,
      schema.maxItems,
    ]);
    if (schema.items) {
      value.forEach((item, index) =>
        this.check(schema.items!, item, `${field}[${index}]`),
      );
    }
    const keys = schema['x-kubernetes-list-map-keys'];
    const isSet = schema['x-kubernetes-list-type'] === 'set';
    if (!keys && !isSet) return;
    const seen = new Set<string>();
    value.forEach((item, index) => {
      const identity = keys
        ? JSON.stringify(keys.map(key => (item as any)?.[key]))
        : JSON.stringify(item);
      if (seen.has(identity)) {
        this.violations.push({
          field: `${field}[${index}]`,
          reason: 'FieldValueDuplicate',
          message: `Duplicate value: ${
            keys
              ? JSON.stringify(
                  Object.fromEntries(
                    keys.map(key => [key, (item as any)[key]]),
                  ),
                )
              : identity
          }`,
        });
      }
      seen.add(identity);
    });
  }

  private combined(schema: Schema, value: unknown, field: string) {
    const fits = (part: Schema) => !violationsOf(part, value, field).length;
    const one = schema.oneOf?.filter(fits).length;
    if (one !== undefined && one !== 1) {
      this.wrong(
        field,
        value,
        `must validate one and only one schema (oneOf). ${
          one ? `Found ${one} valid alternatives` : 'Found none valid'
        }`,
      );
    }
    if (schema.anyOf && !schema.anyOf.some(fits)) {
      this.wrong(field, value, 'must validate at least one schema (anyOf)');
    }
    for (const part of schema.allOf ?? []) this.check(part, value, field);
    if (schema.not && fits(schema.not)) {
      this.wrong(field, value, 'must not validate the schema (not)');
    }
  }

  check(unresolved: Schema, value: unknown, field: string) {
    const schema = resolveSchema(unresolved);
    if (!hasType(schema, value)) {
      const wanted = schema.type ?? 'integer or string';
      this.violations.push({
        field,
        reason: 'FieldValueTypeInvalid',
        message: `Invalid value: ${JSON.stringify(
          typeName(value),
        )}: ${field} in body must be of type ${wanted}: ${JSON.stringify(
          typeName(value),
        )}`,
      });
      return;
    }
    if (value === null) return;
    if (schema.enum && !schema.enum.includes(value)) {
      this.violations.push({
        field,
        reason: 'FieldValueNotSupported',
        message: `Unsupported value: ${JSON.stringify(
          value,
        )}: supported values: ${schema.enum
          .map(item => JSON.stringify(item))
          .join(', ')}`,
      });
    }
    if (typeof value === 'string') this.text(schema, value, field);
    else if (typeof value === 'number') this.number(schema, value, field);
    else if (Array.isArray(value)) this.list(schema, value, field);
    else if (isRecord(value)) this.record(schema, value, field);
    this.combined(schema, value, field);
  }
}

/** All violations of a schema, in the words of the real API server. */
export function violationsOf(
  schema: Schema,
  value: unknown,
  field = '',
): Violation[] {
  const validation = new Validation();
  validation.check(schema, value, field);
  return validation.violations;
}
