import { isRecord } from '../objects';
import { propertySchema, resolveSchema, type Schema } from '../kinds/schemas';

/**
 * A set of field paths as a tree, the model of structured-merge-diff. A path
 * element is written as in FieldsV1: `f:name`, `k:{"name":"x"}`, `v:"x"`.
 */
export class FieldSet {
  readonly children = new Map<string, FieldSet>();
  /** True when the path that leads here is itself in the set. */
  member = false;

  child(element: string): FieldSet {
    let child = this.children.get(element);
    if (!child) {
      child = new FieldSet();
      this.children.set(element, child);
    }
    return child;
  }

  get isEmpty(): boolean {
    return (
      !this.member && [...this.children.values()].every(child => child.isEmpty)
    );
  }

  /** Reads `fieldsV1`. */
  static parse(fields: unknown): FieldSet {
    const set = new FieldSet();
    if (!isRecord(fields)) return set;
    for (const [element, rest] of Object.entries(fields)) {
      if (element === '.') set.member = true;
      else {
        const child = FieldSet.parse(rest);
        if (!isRecord(rest) || !Object.keys(rest).length) child.member = true;
        set.children.set(element, child);
      }
    }
    return set;
  }

  /** Writes `fieldsV1`. */
  toFields(): Record<string, unknown> {
    const fields: Record<string, unknown> = {};
    const kept = [...this.children].filter(([, child]) => !child.isEmpty);
    if (this.member && kept.length) fields['.'] = {};
    for (const [element, child] of kept.sort(([a], [b]) => (a < b ? -1 : 1))) {
      fields[element] = child.toFields();
    }
    return fields;
  }

  union(other: FieldSet): FieldSet {
    const result = new FieldSet();
    result.member = this.member || other.member;
    for (const element of new Set([
      ...this.children.keys(),
      ...other.children.keys(),
    ])) {
      const left = this.children.get(element) ?? new FieldSet();
      const right = other.children.get(element) ?? new FieldSet();
      result.children.set(element, left.union(right));
    }
    return result;
  }

  /** Paths of this set that are not in the other one. */
  without(other: FieldSet): FieldSet {
    const result = new FieldSet();
    result.member = this.member && !other.member;
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      result.children.set(element, theirs ? child.without(theirs) : child);
    }
    return result;
  }

  /** As {@link without}, but a member of the other set takes all below it. */
  withoutBelow(other: FieldSet): FieldSet {
    if (other.member) return new FieldSet();
    const result = new FieldSet();
    result.member = this.member;
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      result.children.set(element, theirs ? child.withoutBelow(theirs) : child);
    }
    return result;
  }

  intersection(other: FieldSet): FieldSet {
    const result = new FieldSet();
    result.member = this.member && other.member;
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      if (theirs) result.children.set(element, child.intersection(theirs));
    }
    return result;
  }

  /** The set with every named field that leads to a member made a member. */
  withNamedParents(): FieldSet {
    const result = new FieldSet();
    result.member = this.member;
    for (const [element, child] of this.children) {
      if (child.isEmpty) continue;
      const inner = child.withNamedParents();
      if (element.startsWith('f:')) inner.member = true;
      result.children.set(element, inner);
    }
    return result;
  }

  /**
   * All member paths below this one, each a list of elements: of each level
   * first its members, then what lies below, as structured-merge-diff goes.
   */
  paths(prefix: string[] = []): string[][] {
    const sorted = [...this.children].sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      ...sorted
        .filter(([, child]) => child.member)
        .map(([element]) => [...prefix, element]),
      ...sorted.flatMap(([element, child]) =>
        child.paths([...prefix, element]),
      ),
    ];
  }

  equals(other: FieldSet): boolean {
    return this.without(other).isEmpty && other.without(this).isEmpty;
  }
}

/** A path as the real API server prints it: `.spec.ports[port=80].name`. */
export function printPath(path: string[]): string {
  return path
    .map(element => {
      const rest = element.slice(2);
      if (element.startsWith('f:')) return `.${rest}`;
      if (element.startsWith('v:')) return `[=${rest}]`;
      const keys = Object.entries(JSON.parse(rest)).map(
        ([key, value]) => `${key}=${JSON.stringify(value)}`,
      );
      return `[${keys.join(',')}]`;
    })
    .join('');
}

/** How server-side apply treats a value. */
export type Granularity = 'atomic' | 'struct' | 'set' | 'map-list';

/** The treatment that a schema asks for a value; `{}` and `[]` included. */
export function granularity(
  schema: Schema | undefined,
  value: unknown,
): Granularity {
  if (Array.isArray(value)) {
    const type = schema?.['x-kubernetes-list-type'];
    if (type === 'map') return 'map-list';
    return type === 'set' ? 'set' : 'atomic';
  }
  if (!isRecord(value)) return 'atomic';
  return schema?.['x-kubernetes-map-type'] === 'atomic' ? 'atomic' : 'struct';
}

/** The schema of a field of an object. */
export function fieldSchema(
  schema: Schema | undefined,
  name: string,
): Schema | undefined {
  const known =
    propertySchema(schema, name) ??
    (isRecord(schema?.additionalProperties)
      ? (schema!.additionalProperties as Schema)
      : undefined);
  return known && resolveSchema(known);
}

/** The schema of a list's items. */
export function itemSchema(schema: Schema | undefined): Schema | undefined {
  return schema?.items && resolveSchema(schema.items);
}

/** The path element of an item of a keyed list. */
export function itemElement(schema: Schema | undefined, item: unknown): string {
  const keys = [...(schema?.['x-kubernetes-list-map-keys'] ?? [])].sort();
  const identity: Record<string, unknown> = {};
  const record = isRecord(item) ? item : {};
  for (const key of keys) {
    const value = record[key] ?? fieldSchema(itemSchema(schema), key)?.default;
    if (value !== undefined) identity[key] = value;
  }
  return `k:${JSON.stringify(identity)}`;
}

/** The elements below a granular value, with their schemas. */
export function elementsOf(
  schema: Schema | undefined,
  value: unknown,
): [string, unknown, Schema | undefined][] {
  switch (granularity(schema, value)) {
    case 'struct':
      return Object.entries(value as object)
        .filter(([, item]) => item !== undefined)
        .map(([name, item]) => [`f:${name}`, item, fieldSchema(schema, name)]);
    case 'map-list':
      return (value as unknown[]).map(item => [
        itemElement(schema, item),
        item,
        itemSchema(schema),
      ]);
    case 'set':
      return (value as unknown[]).map(item => [
        `v:${JSON.stringify(item)}`,
        item,
        itemSchema(schema),
      ]);
    default:
      return [];
  }
}

/** As {@link fieldsOf}, with every map and struct that came into being. */
export function newFieldsOf(
  schema: Schema | undefined,
  value: unknown,
): FieldSet {
  const set = new FieldSet();
  set.member = true;
  for (const [element, item, below] of elementsOf(schema, value)) {
    const child = newFieldsOf(below, item);
    if (!element.startsWith('f:')) child.member = true;
    set.children.set(element, child);
  }
  return set;
}

/**
 * The fields that a value sets. Leaves, atomic values, list items and empty
 * maps are members, as in structured-merge-diff.
 */
export function fieldsOf(
  schema: Schema | undefined,
  value: unknown,
  depth = 0,
): FieldSet {
  const set = new FieldSet();
  const kind = granularity(schema, value);
  const elements = elementsOf(schema, value);
  if (depth && (kind === 'atomic' || !elements.length)) set.member = true;
  for (const [element, item, below] of elements) {
    const child = fieldsOf(below, item, depth + 1);
    // Items are members of their own: of lists, and of maps with free keys.
    const isDeclared =
      kind === 'struct' && propertySchema(schema, element.slice(2));
    if (!isDeclared) child.member = true;
    set.children.set(element, child);
  }
  return set;
}
