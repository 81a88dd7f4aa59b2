/**
 * Where two JSON values differ first; undefined when they are equal. A regular
 * expression among what is expected stands for a string that it matches.
 */
export function difference(
  expected: unknown,
  found: unknown,
  path = '$',
): string | undefined {
  if (expected instanceof RegExp) {
    return typeof found === 'string' && expected.test(found)
      ? undefined
      : `${path} is ${JSON.stringify(found)}, not like ${expected}`;
  }
  if (isComposite(expected) && isComposite(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    for (const key of keys) {
      const inside = difference(expected[key], found[key], `${path}.${key}`);
      if (inside) return inside;
    }
    return Array.isArray(expected) === Array.isArray(found)
      ? undefined
      : `${path} is of another form`;
  }
  return Object.is(expected, found)
    ? undefined
    : `${path} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`;
}

function isComposite(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
