import { clone, equal, isRecord } from '../objects';
import type { Schema } from '../kinds/schemas';
import {
  FieldSet,
  elementsOf,
  fieldSchema,
  fieldsOf,
  granularity,
  itemElement,
  itemSchema,
  newFieldsOf,
} from './fieldSet';

/** Lays an applied configuration over a live value, by schema. */
export function mergeApplied(
  schema: Schema | undefined,
  live: unknown,
  applied: unknown,
): unknown {
  const kind = granularity(schema, applied);
  if (kind === 'struct' && isRecord(live)) {
    const merged: Record<string, unknown> = { ...live };
    for (const [name, item] of Object.entries(applied as object)) {
      merged[name] = mergeApplied(fieldSchema(schema, name), live[name], item);
    }
    return merged;
  }
  if (kind === 'map-list' && Array.isArray(live)) {
    return mergeItems(schema, live, applied as unknown[]);
  }
  if (kind === 'set' && Array.isArray(live)) {
    const extra = (applied as unknown[]).filter(
      item => !live.some(other => equal(other, item)),
    );
    return [...live, ...extra];
  }
  return clone(applied);
}

// Items keep the applied order; live items that are not applied stay in front
// of the applied item they preceded.
function mergeItems(
  schema: Schema | undefined,
  live: unknown[],
  applied: unknown[],
): unknown[] {
  const wanted = new Map(
    applied.map(item => [itemElement(schema, item), item]),
  );
  const left = new Map(live.map(item => [itemElement(schema, item), item]));
  const merged: unknown[] = [];
  const order = [...wanted.keys()];
  for (const [element, item] of left) {
    if (!wanted.has(element)) merged.push(item);
    else {
      while (order.length) {
        const next = order.shift()!;
        merged.push(
          mergeApplied(itemSchema(schema), left.get(next), wanted.get(next)),
        );
        if (next === element) break;
        if (!order.length) break;
      }
    }
  }
  for (const next of order) {
    merged.push(
      mergeApplied(itemSchema(schema), left.get(next), wanted.get(next)),
    );
  }
  return merged;
}

/**
 * Removes the given fields from a value and answers what is left; null where
 * nothing is, as structured-merge-diff does.
 */
export function removeFields(
  schema: Schema | undefined,
  value: unknown,
  fields: FieldSet,
): unknown {
  const kind = granularity(schema, value);
  if (kind === 'atomic' || fields.isEmpty) return value;
  const kept = elementsOf(schema, value)
    .filter(([element]) => !fields.children.get(element)?.member)
    .map(([element, item, below]): [string, unknown] => {
      const inner = fields.children.get(element);
      return [element, inner ? removeFields(below, item, inner) : item];
    });
  if (!kept.length) return null;
  if (kind !== 'struct') return kept.map(([, item]) => item);
  return Object.fromEntries(
    kept.map(([element, item]) => [element.slice(2), item]),
  );
}

/** The fields that differ between two values. */
export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

// Built-in kinds always have their structs and required lists, though empty: a
// writer who fills one did not make it.
function baseOf(schema: Schema | undefined, item: unknown): unknown {
  const kind = granularity(schema, item);
  if (kind === 'struct' && schema?.['x-always-present']) return {};
  if (kind === 'map-list') return [];
  return undefined;
}

function isRequired(schema: Schema | undefined, element: string): boolean {
  const name = element.slice(2);
  if (!element.startsWith('f:')) return false;
  const field = fieldSchema(schema, name);
  return (
    field?.['x-always-present'] === true ||
    (schema?.required?.includes(name) === true && field?.type === 'array')
  );
}

/** Compares two values field by field, as far as their schema is granular. */
export function compare(
  schema: Schema | undefined,
  before: unknown,
  after: unknown,
): Comparison {
  const added = new FieldSet();
  const modified = new FieldSet();
  const removed = new FieldSet();
  const left = new Map(
    elementsOf(schema, before).map(([element, ...rest]) => [element, rest]),
  );
  const right = new Map(
    elementsOf(schema, after).map(([element, ...rest]) => [element, rest]),
  );
  for (const [element, [item, below]] of right) {
    const old = left.get(element);
    if (!old) {
      const field = below as Schema | undefined;
      const base = isRequired(schema, element)
        ? baseOf(field, item)
        : undefined;
      const child = base
        ? compare(field, base, item).added
        : newFieldsOf(field, item);
      if (!element.startsWith('f:')) child.member = true;
      added.children.set(element, child);
    } else if (!equal(old[0], item)) {
      const kinds = [old[0], item].map(each =>
        granularity(below as Schema | undefined, each),
      );
      if (item === null && kinds[0] !== 'atomic') {
        // An emptied list or map is as good as gone.
        removed.child(element).member = true;
      } else if (kinds[0] === 'atomic' || kinds[0] !== kinds[1]) {
        modified.child(element).member = true;
      } else {
        const inner = compare(below as Schema | undefined, old[0], item);
        added.children.set(element, inner.added);
        modified.children.set(element, inner.modified);
        removed.children.set(element, inner.removed);
        const emptied = !elementsOf(below as Schema | undefined, item).length;
        if (emptied) modified.child(element).member = true;
      }
    }
  }
  for (const [element, [item, below]] of left) {
    if (right.has(element)) continue;
    const child = fieldsOf(below as Schema | undefined, item, 1);
    child.member = true;
    removed.children.set(element, child);
  }
  return { added, modified, removed };
}
