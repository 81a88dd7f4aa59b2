import { AppliedObject } from '@meshport/backstage-plugin-mesh-common';

type Change = AppliedObject['changes'][number];

/** What the API server writes by itself at every write; no change of ours. */
const SERVER_METADATA = ['managedFields', 'resourceVersion', 'generation'];

/**
 * What differs between an object before and after a write, as JSON pointers
 * (RFC 6901). Lists whose lengths differ are one change, so that an insertion
 * does not read as a change of everything after it.
 */
export function findChanges(before: object, after: object): Change[] {
  const changes: Change[] = [];
  compare(withoutServerFields(before), withoutServerFields(after), '', changes);
  return changes;
}

function withoutServerFields(object: object): Record<string, unknown> {
  const { status, ...rest } = object as Record<string, any>;
  return {
    ...rest,
    metadata: Object.fromEntries(
      Object.entries(rest.metadata ?? {}).filter(
        ([field]) => !SERVER_METADATA.includes(field),
      ),
    ),
  };
}

function compare(
  before: unknown,
  after: unknown,
  path: string,
  changes: Change[],
): void {
  if (isMapping(before) && isMapping(after)) {
    for (const key of union(Object.keys(before), Object.keys(after))) {
      compare(before[key], after[key], `${path}/${escape(key)}`, changes);
    }
    return;
  }
  if (
    Array.isArray(before) &&
    Array.isArray(after) &&
    before.length === after.length
  ) {
    before.forEach((item, index) =>
      compare(item, after[index], `${path}/${index}`, changes),
    );
    return;
  }
  if (before !== after) {
    changes.push({
      path,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    });
  }
}

function union(left: string[], right: string[]): string[] {
  return [...new Set([...left, ...right])];
}

function escape(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
