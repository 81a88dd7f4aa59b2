import {
  timestamp,
  type KubeObject,
  type ManagedFieldsEntry,
} from '../objects';
import { FieldSet } from './fieldSet';

/** Who writes, and through what. */
export interface FieldManager {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource?: string;
}

/** One entry of managedFields with its fields as a set. */
export interface Owner {
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

/** The part of a set that a manager may own. */
export function ownable(
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

/** True when an entry is the one that this manager writes. */
export const sameManager = (entry: ManagedFieldsEntry, by: FieldManager) =>
  entry.manager === by.manager &&
  entry.operation === by.operation &&
  entry.subresource === by.subresource &&
  (by.operation === 'Apply' || entry.apiVersion === by.apiVersion);

/** The owners that an object names. */
export function owners(object: KubeObject): Owner[] {
  return (object.metadata.managedFields ?? []).map(entry => ({
    entry,
    set: FieldSet.parse(entry.fieldsV1),
  }));
}

/** The object with the given owners, and this manager's fields among them. */
export function withOwners(
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

/** The object without its account of owners. */
export function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}
