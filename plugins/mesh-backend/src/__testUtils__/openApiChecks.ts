import { openApiDocument } from '../openapi';

/**
 * Where a value does not match a schema of the OpenAPI document; empty when it
 * does. Knows what the document uses of JSON Schema.
 */
export function mismatches(value: any, schema: any, at = '$'): string[] {
  if (schema.$ref) {
    const name = schema.$ref.replace('#/components/schemas/', '');
    return mismatches(
      value,
      (openApiDocument.components.schemas as any)[name],
      at,
    );
  }
  if (schema.enum && !schema.enum.includes(value)) {
    return [`${at}: ${JSON.stringify(value)} is not one of ${schema.enum}`];
  }
  switch (schema.type) {
    case undefined:
      // A schema of no type takes any value.
      return [];
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((one, i) =>
            mismatches(one, schema.items, `${at}[${i}]`),
          )
        : [`${at}: no array`];
    case 'object':
      return objectMismatches(value, schema, at);
    case 'integer':
      return Number.isInteger(value) ? [] : [`${at}: no integer`];
    default:
      return typeof value === schema.type ? [] : [`${at}: no ${schema.type}`];
  }
}

function objectMismatches(value: any, schema: any, at: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`${at}: no object`];
  }
  const missing = (schema.required ?? [])
    .filter((name: string) => !(name in value))
    .map((name: string) => `${at}.${name}: missing`);
  const others = Object.entries(value).flatMap(([name, one]) => {
    const property = schema.properties?.[name];
    if (!property) {
      return schema.additionalProperties === false
        ? [`${at}.${name}: not described`]
        : [];
    }
    return mismatches(one, property, `${at}.${name}`);
  });
  return [...missing, ...others];
}
