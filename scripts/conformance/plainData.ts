import type { JsonValue } from '@meshport/istio';

/** Data with objects in the place of maps, as `JSON.parse` gives it. */
export function toPlainData(value: JsonValue): unknown {
  if (Array.isArray(value)) {
    return value.map(toPlainData);
  }
  return value instanceof Map
    ? Object.fromEntries([...value].map(([k, v]) => [k, toPlainData(v)]))
    : value;
}
