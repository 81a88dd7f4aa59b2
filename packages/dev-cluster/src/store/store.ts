import { clone, type KubeObject } from '../objects';
import { EventLog, type StoreEvent } from './eventLog';

/** Listens to every change, after it is stored. */
export type StoreListener = (event: StoreEvent) => void;

interface Table {
  objects: Map<string, KubeObject>;
  sorted?: string[];
}

const pathOf = (namespace: string | undefined, name: string) =>
  namespace ? `${namespace}/${name}` : name;

/** Index of the first entry that is not before a path. */
function positionOf(sorted: string[], path: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (sorted[middle] < path) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * All objects of one cluster with one revision counter, as etcd has it. Stored
 * objects must not be changed: {@link Store.put} takes ownership of its input.
 */
export class Store {
  private readonly tables = new Map<string, Table>();
  private readonly listeners = new Set<StoreListener>();
  private current = 1;
  readonly log: EventLog;

  constructor(options: { keptEvents?: number } = {}) {
    this.log = new EventLog(options.keptEvents ?? 10_000);
  }

  /** The revision of the last write. */
  get revision(): number {
    return this.current;
  }

  get(
    key: string,
    namespace: string | undefined,
    name: string,
  ): KubeObject | undefined {
    return this.tables.get(key)?.objects.get(pathOf(namespace, name));
  }

  /** Objects of a table in key order, of one namespace if it is given. */
  list(key: string, namespace?: string): KubeObject[] {
    const table = this.tables.get(key);
    if (!table) return [];
    table.sorted ??= [...table.objects.keys()].sort();
    const { sorted, objects } = table;
    const prefix = namespace ? `${namespace}/` : '';
    const found: KubeObject[] = [];
    for (let at = positionOf(sorted, prefix); at < sorted.length; at += 1) {
      if (!sorted[at].startsWith(prefix)) break;
      found.push(objects.get(sorted[at])!);
    }
    return found;
  }

  /**
   * The table as it was after `revision`, by undoing what came later.
   * The caller has checked that the revision is not compacted.
   */
  listAt(key: string, namespace: string | undefined, revision: number) {
    const later = this.log.after(revision).filter(event => event.key === key);
    if (!later.length) return this.list(key, namespace);
    const byPath = new Map(
      this.list(key, namespace).map(object => [
        pathOf(object.metadata.namespace, object.metadata.name!),
        object,
      ]),
    );
    for (const event of later.reverse()) {
      const { metadata } = event.object;
      if (namespace && metadata.namespace !== namespace) continue;
      const path = pathOf(metadata.namespace, metadata.name!);
      if (event.previous) byPath.set(path, event.previous);
      else byPath.delete(path);
    }
    return [...byPath.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object);
  }

  /** Number of objects of all tables. */
  get size(): number {
    let size = 0;
    for (const table of this.tables.values()) size += table.objects.size;
    return size;
  }

  /** Keys of the tables that hold objects. */
  keys(): string[] {
    return [...this.tables.keys()];
  }

  /** Stores an object under a new revision and returns it. */
  put(key: string, object: KubeObject): KubeObject {
    const table: Table = this.tables.get(key) ?? { objects: new Map() };
    this.tables.set(key, table);
    const path = pathOf(object.metadata.namespace, object.metadata.name!);
    const previous = table.objects.get(path);
    // Once it is sorted, a table stays so: sorting anew at each list is slow.
    if (!previous)
      table.sorted?.splice(positionOf(table.sorted, path), 0, path);
    this.current += 1;
    object.metadata.resourceVersion = String(this.current);
    table.objects.set(path, object);
    this.emit({
      revision: this.current,
      key,
      type: previous ? 'MODIFIED' : 'ADDED',
      object,
      previous,
    });
    return object;
  }

  /** Removes an object; its DELETED event carries the revision of the removal. */
  remove(key: string, namespace: string | undefined, name: string): void {
    const table = this.tables.get(key);
    const path = pathOf(namespace, name);
    const previous = table?.objects.get(path);
    if (!table || !previous) return;
    table.objects.delete(path);
    table.sorted?.splice(positionOf(table.sorted, path), 1);
    this.current += 1;
    const object = clone(previous);
    object.metadata.resourceVersion = String(this.current);
    this.emit({
      revision: this.current,
      key,
      type: 'DELETED',
      object,
      previous,
    });
  }

  /** Calls back after each change; the answer stops it. */
  subscribe(listener: StoreListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private emit(event: StoreEvent): void {
    this.log.append(event);
    for (const listener of this.listeners) listener(event);
  }
}
