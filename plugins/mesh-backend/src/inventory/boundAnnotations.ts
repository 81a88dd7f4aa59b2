import { KubernetesObject } from '../clusters';

/** An API server allows 256 KiB of annotations an object, in UTF-8. */
const MAX_CHARACTERS = 64 * 1024;

/** Replaces annotations that are too long to be kept by words that say so. */
export function boundAnnotations<T extends KubernetesObject>(object: T): T {
  const { annotations } = object.metadata;
  const isLong = (value: unknown) =>
    typeof value === 'string' && value.length > MAX_CHARACTERS;
  if (!annotations || !Object.values(annotations).some(isLong)) {
    return object;
  }
  return {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [
          key,
          isLong(value) ? `(${value.length} characters, not kept)` : value,
        ]),
      ),
    },
  };
}
