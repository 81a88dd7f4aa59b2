import {
  clone,
  equal,
  timestamp,
  type KubeObject,
  type ManagedFieldsEntry,
} from '../objects';
import type { Schema } from '../kinds/schemas';
import { StatusError } from '../api/status';
import { FieldSet, fieldsOf, printPath } from './fieldSet';
import { compare, mergeApplied, removeFields } from './merge';

/** Who writes, and through what. */
export interface FieldManager {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource?: string;
}

interface Owner {
  entry: ManagedFieldsEntry;
  set: FieldSet;
}

// Fields that nobody owns: the server keeps them, or they are the identity.
const unowned = FieldSet.parse({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:name': {},
    'f:namespace': {},
    'f:creationTimestamp': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:clusterName': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:resourceVersion': {},
    'f:deletionTimestamp': {},
    'f:deletionGracePeriodSeconds': {},
  },
});
const statusFields = FieldSet.parse({ 'f:status': {} });

// Only the root of metadata is unowned, not what lies below it.
unowned.children.get('f:metadata')!.member = false;

function ownable(
  set: FieldSet,
  subresource: string | undefined,
  hasStatus: boolean,
): FieldSet {
  const stripped = set.withoutBelow(unowned);
  stripped.children.get('f:metadata')?.children.delete('.');
  if (stripped.children.has('f:metadata')) {
    stripped.children.get('f:metadata')!.member = false;
  }
  if (subresource === 'status') {
    const own = new FieldSet();
    const status = stripped.children.get('f:status');
    if (status) own.children.set('f:status', status);
    return own;
  }
  return hasStatus ? stripped.withoutBelow(statusFields) : stripped;
}

const sameManager = (entry: ManagedFieldsEntry, by: FieldManager) =>
  entry.manager === by.manager &&
  entry.operation === by.operation &&
  entry.subresource === by.subresource &&
  (by.operation === 'Apply' || entry.apiVersion === by.apiVersion);

function owners(object: KubeObject): Owner[] {
  return (object.metadata.managedFields ?? []).map(entry => ({
    entry,
    set: FieldSet.parse(entry.fieldsV1),
  }));
}

function write(
  object: KubeObject,
  list: Owner[],
  by: FieldManager,
  set: FieldSet,
): KubeObject {
  const now = timestamp();
  const previous = list.find(({ entry }) => sameManager(entry, by));
  const others = list.filter(owner => owner !== previous);
  const entries = others
    .filter(owner => !owner.set.isEmpty)
    .map(({ entry, set: kept }) => ({ ...entry, fieldsV1: kept.toFields() }));
  if (!set.isEmpty) {
    const unchanged =
      previous &&
      previous.entry.apiVersion === by.apiVersion &&
      FieldSet.parse(previous.entry.fieldsV1).equals(set);
    entries.push({
      manager: by.manager,
      operation: by.operation,
      apiVersion: by.apiVersion,
      time: unchanged ? previous.entry.time : now,
      fieldsType: 'FieldsV1',
      fieldsV1: set.toFields(),
      ...(by.subresource ? { subresource: by.subresource } : {}),
    });
  }
  const order = { Apply: 0, Update: 1 };
  entries.sort(
    (a, b) =>
      order[a.operation] - order[b.operation] ||
      (a.time ?? '').localeCompare(b.time ?? '') ||
      a.manager.localeCompare(b.manager),
  );
  const metadata = { ...object.metadata };
  if (entries.length) metadata.managedFields = entries;
  else delete metadata.managedFields;
  return { ...object, metadata };
}

function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/**
 * Records an ordinary write: its manager owns what it changed, and others lose
 * what it changed or removed.
 */
export function recordUpdate(
  schema: Schema,
  hasStatus: boolean,
  live: KubeObject | undefined,
  next: KubeObject,
  by: FieldManager,
): KubeObject {
  const before = live ? withoutManagedFields(live) : ({ metadata: {} } as any);
  const difference = compare(schema, before, withoutManagedFields(next));
  const changed = ownable(
    difference.added.union(difference.modified),
    by.subresource,
    hasStatus,
  );
  const taken = changed.union(difference.removed);
  const list = live ? owners(live) : [];
  const own = list.find(({ entry }) => sameManager(entry, by));
  for (const owner of list) {
    if (owner !== own) {
      owner.set = owner.set.withoutBelow(difference.removed).without(changed);
    }
  }
  const set = (own?.set ?? new FieldSet())
    .withoutBelow(difference.removed)
    .union(changed);
  if (taken.isEmpty && live) {
    return {
      ...next,
      metadata: {
        ...next.metadata,
        managedFields: live.metadata.managedFields,
      },
    };
  }
  return write(withoutManagedFields(next), list, by, set);
}

// The time is left out: managers are compared without it.
function printOwner({
  manager,
  operation,
  apiVersion,
  subresource,
}: ManagedFieldsEntry) {
  const name = JSON.stringify(manager);
  const whole = subresource
    ? `${name} with subresource "${subresource}"`
    : name;
  if (operation !== 'Update') return whole;
  return `${whole} using ${apiVersion}`;
}

function applyConflict(found: { owner: Owner; path: string[] }[]): StatusError {
  const causes = found.map(({ owner, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${printOwner(owner.entry)}`,
    field: printPath(path),
  }));
  let text: string;
  if (found.length === 1) {
    text = `${causes[0].message}: ${causes[0].field}`;
  } else {
    const byManager = new Map<string, string[]>();
    for (const { owner, path } of found) {
      const name = printOwner(owner.entry);
      byManager.set(name, [...(byManager.get(name) ?? []), printPath(path)]);
    }
    text = [...byManager]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, paths]) =>
        [`conflicts with ${name}:`, ...paths.map(path => `- ${path}`)].join(
          '\n',
        ),
      )
      .join('\n');
  }
  return new StatusError(
    409,
    'Conflict',
    `Apply failed with ${found.length} conflict${
      found.length === 1 ? '' : 's'
    }: ${text}`,
    { causes },
  );
}

/**
 * Server-side apply of a configuration over the live object: merges, removes
 * what the manager no longer names and nobody else owns, and keeps the account
 * of owners.
 *
 * @throws StatusError 409 with a cause per field that another manager owns with
 * a different value, unless `force` is set.
 */
export function applyConfiguration(
  schema: Schema,
  hasStatus: boolean,
  live: KubeObject | undefined,
  applied: KubeObject,
  by: FieldManager,
  force: boolean,
): KubeObject {
  const config = withoutManagedFields(applied);
  const set = ownable(fieldsOf(schema, config), by.subresource, hasStatus);
  const before = live
    ? withoutManagedFields(live)
    : ({
        apiVersion: applied.apiVersion,
        kind: applied.kind,
        metadata: {},
      } as KubeObject);
  const list = live ? owners(live) : [];
  const own = list.find(({ entry }) => sameManager(entry, by));
  let merged = mergeApplied(schema, before, config) as KubeObject;

  const { added, modified } = compare(schema, before, merged);
  const changed = added.union(modified);
  const conflicts = list
    .filter(owner => owner !== own)
    .flatMap(owner =>
      owner.set
        .intersection(changed)
        .paths()
        .map(path => ({ owner, path })),
    );
  if (conflicts.length && !force) throw applyConflict(conflicts);
  for (const owner of list) {
    if (owner !== own) owner.set = owner.set.without(changed);
  }

  if (own) {
    const dropped = own.set.withNamedParents().without(set.withNamedParents());
    let others = set;
    for (const owner of list)
      if (owner !== own) others = others.union(owner.set);
    merged = removeFields(
      schema,
      merged,
      prunable(dropped, others.withNamedParents()),
    ) as KubeObject;
  }
  const next = clone(merged);
  return write(next, list, by, set);
}

// A dropped list item or field goes only where nobody owns it or a part of it.
function prunable(dropped: FieldSet, owned: FieldSet): FieldSet {
  const result = new FieldSet();
  for (const [element, child] of dropped.children) {
    const theirs = owned.children.get(element);
    if (!theirs || theirs.isEmpty) result.children.set(element, child);
    else {
      const inner = prunable(child, theirs);
      inner.member = false;
      result.children.set(element, inner);
    }
  }
  return result;
}

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
