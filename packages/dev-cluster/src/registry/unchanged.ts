import { equal, type KubeObject } from '../objects';

/** True when nothing but the times in managedFields differs. */
export function sameButTimes(a: KubeObject, b: KubeObject): boolean {
  const strip = (object: KubeObject) => ({
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: object.metadata.managedFields?.map(
        ({ time, ...entry }) => entry,
      ),
    },
  });
  return equal(strip(a), strip(b));
}
