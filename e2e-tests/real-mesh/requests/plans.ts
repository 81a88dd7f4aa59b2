import { createHash } from 'node:crypto';

/** The SHA-256 of a value as JSON with sorted keys and without spaces. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(sorted(value)).digest('hex');
}

function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields
    .map(([key, item]) => `${JSON.stringify(key)}:${sorted(item)}`)
    .join()}}`;
}

/**
 * Where an object lacks something that is wanted, by path. What the API server
 * adds by itself is not wanted, and so not looked at.
 */
export function lacking(wanted: any, found: any, path = ''): string[] {
  if (wanted === null || typeof wanted !== 'object') {
    return wanted === found
      ? []
      : [`${path}: ${JSON.stringify(found)} for ${JSON.stringify(wanted)}`];
  }
  if (Array.isArray(wanted) && wanted.length !== found?.length) {
    return [`${path}: ${found?.length} for ${wanted.length} items`];
  }
  return Object.entries(wanted).flatMap(([key, item]) =>
    lacking(item, found?.[key], `${path}.${key}`),
  );
}
