import {
  AppliedObject,
  RequestLive,
} from '@meshport/backstage-plugin-mesh-common';

type Change = AppliedObject['changes'][number];

/** A difference, as the wire has it. */
export type ObjectDifference = RequestLive['differences'][number];

/**
 * What of a plan's object a cluster's object does not have, as JSON pointers
 * (RFC 6901); `before` is in the cluster, `after` in the plan. What others
 * added, defaults among it, is no difference; lists have to be as long.
 */
export function missingFrom(existing: unknown, planned: unknown): Change[] {
  const changes: Change[] = [];
  compare(existing, planned, '', changes);
  return changes;
}

function compare(
  existing: unknown,
  planned: unknown,
  path: string,
  changes: Change[],
): void {
  if (isMapping(planned) && isMapping(existing)) {
    for (const [key, value] of Object.entries(planned)) {
      compare(existing[key], value, `${path}/${escape(key)}`, changes);
    }
    return;
  }
  if (
    Array.isArray(planned) &&
    Array.isArray(existing) &&
    planned.length === existing.length
  ) {
    planned.forEach((value, index) =>
      compare(existing[index], value, `${path}/${index}`, changes),
    );
    return;
  }
  // The API server leaves out what is empty.
  if (existing !== planned && !(existing === undefined && isEmpty(planned))) {
    changes.push({
      path,
      ...(existing === undefined ? {} : { before: existing }),
      after: planned,
    });
  }
}

function isEmpty(value: unknown): boolean {
  return (
    (Array.isArray(value) && value.length === 0) ||
    (isMapping(value) && Object.keys(value).length === 0)
  );
}

function escape(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first difference in words; undefined when there is none. */
export function describeDifference(
  differences: ObjectDifference[],
): string | undefined {
  const first = differences.find(one => !one.present || one.changes.length);
  if (!first) {
    return undefined;
  }
  const { kind, namespace, name, cluster } = first.object;
  const what = `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
  return first.present
    ? `${what} in cluster ${cluster} differs at ${first.changes[0].path}`
    : `${what} is not in cluster ${cluster}`;
}
