import { StoredObject } from '../inventory';

/** Names of headers whose values let somebody in. */
const CREDENTIAL =
  /authorization|cookie|token|secret|password|passwd|api-?key|credential/i;
/** What stands in their place. */
export const COVERED = '(not shown)';

/**
 * An object with the values of headers covered that a route adds to calls and
 * that carry credentials.
 */
export function withoutCredentials(object: StoredObject): StoredObject {
  return cover(object, []) as StoredObject;
}

function cover(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) {
    return value.map(one => cover(one, path));
  }
  if (typeof value !== 'object' || value === null) {
    const [direction, action, name] = path.slice(-3);
    return ['request', 'response'].includes(direction) &&
      ['set', 'add'].includes(action) &&
      CREDENTIAL.test(name)
      ? COVERED
      : value;
  }
  if (isModifiedHeader(value, path)) {
    return { ...value, value: COVERED };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      cover(one, [...path, key]),
    ]),
  );
}

/** Whether it is a header that an HTTPRoute writes, and one that lets somebody in. */
function isModifiedHeader(value: object, path: readonly string[]): boolean {
  const [modifier, action] = path.slice(-2);
  return (
    ['requestHeaderModifier', 'responseHeaderModifier'].includes(modifier) &&
    ['set', 'add'].includes(action) &&
    'name' in value &&
    CREDENTIAL.test(String(value.name))
  );
}
