/** A text. The schemas are made from these small parts. */
export const text = { type: 'string' };
/** A time, ISO 8601. */
export const time = { type: 'string', format: 'date-time' };
/** Yes or no. */
export const flag = { type: 'boolean' };
/** A number of things. */
export const count = { type: 'integer', minimum: 0 };

/** A list of `items`. */
export function list(items: object) {
  return { type: 'array', items };
}

/** One of a few texts. */
export function oneOf(...values: string[]) {
  return { type: 'string', enum: values };
}

/** An object; a name that ends in `?` is optional. */
export function shape(fields: Record<string, object>) {
  const entries = Object.entries(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, schema]) => [name.replace(/\?$/, ''), schema]),
    ),
    required: entries.map(([name]) => name).filter(n => !n.endsWith('?')),
    additionalProperties: false,
  };
}

/** A reference to one of `schemas`. */
export function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}
