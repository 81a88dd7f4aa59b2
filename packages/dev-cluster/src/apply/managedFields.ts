import { clone, timestamp, type KubeObject } from '../objects';
import type { Schema } from '../kinds/schemas';
import { applyConflict } from './conflicts';
import { FieldSet, fieldsOf } from './fieldSet';
import { compare, mergeApplied, removeFields } from './merge';
import {
  ownable,
  owners,
  sameManager,
  withOwners,
  withoutManagedFields,
  type FieldManager,
  type Owner,
} from './ownership';

// A dropped item or field goes unless another owns it itself: owning only a part
// of a list item does not keep the item.
function prunable(dropped: FieldSet, owned: FieldSet): FieldSet {
  const result = new FieldSet();
  for (const [element, child] of dropped.children) {
    const theirs = owned.children.get(element);
    const inner = theirs ? prunable(child, theirs) : child;
    if (theirs) inner.member = child.member && !theirs.member;
    result.children.set(element, inner);
  }
  return result;
}

// Whoever wrote an object before anyone was recorded owns it under this name.
function firstOwner(
  schema: Schema,
  hasStatus: boolean,
  live: KubeObject,
): Owner {
  const { added } = compare(schema, { metadata: {} }, live);
  return {
    entry: {
      manager: 'before-first-apply',
      operation: 'Update',
      apiVersion: live.apiVersion,
      time: timestamp(),
      fieldsType: 'FieldsV1',
      fieldsV1: {},
    },
    set: ownable(added, undefined, hasStatus),
  };
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
  // An object whose owners were forgotten is not tracked before it is applied.
  if (live && !live.metadata.managedFields?.length) {
    return withoutManagedFields(next);
  }
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
  return withOwners(withoutManagedFields(next), list, by, set);
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
  if (live && !list.length) list.push(firstOwner(schema, hasStatus, before));
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
    const rest = list.filter(owner => owner !== own);
    const others = rest.reduce((sum, owner) => sum.union(owner.set), set);
    const pruned = removeFields(
      schema,
      merged,
      prunable(dropped, others.withNamedParents()),
    ) as KubeObject;
    const { removed } = compare(schema, merged, pruned);
    for (const owner of rest) owner.set = owner.set.withoutBelow(removed);
    merged = pruned;
  }
  const next = clone(merged);
  return withOwners(next, list, by, set);
}
