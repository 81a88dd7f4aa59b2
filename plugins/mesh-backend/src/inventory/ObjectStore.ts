import { KubernetesObject } from '../clusters';

/** An object in a store: it always says what it is. */
export type StoredObject = KubernetesObject & {
  apiVersion: string;
  kind: string;
};

/** A change of one object in a store. */
export interface StoreChange {
  type: 'added' | 'changed' | 'removed';
  object: StoredObject;
  previous?: StoredObject;
}

/** Objects of one kind in one cluster, with indexes by namespace and by owner. */
export class ObjectStore {
  readonly #namespaces = new Map<string, Map<string, StoredObject>>();
  readonly #byOwner = new Map<string, Set<StoredObject>>();
  readonly #listeners = new Set<(change: StoreChange) => void>();
  readonly #onListenerError: (error: unknown) => void;
  #size = 0;
  #revision = 0;

  constructor(options: { onListenerError: (error: unknown) => void }) {
    this.#onListenerError = options.onListenerError;
  }

  get size(): number {
    return this.#size;
  }

  /** Grows with every change. */
  get revision(): number {
    return this.#revision;
  }

  /** Cluster-scoped objects have the namespace ''. */
  get(namespace: string, name: string): StoredObject | undefined {
    return this.#namespaces.get(namespace)?.get(name);
  }

  /** All objects, or those of one namespace. */
  list(namespace?: string): StoredObject[] {
    if (namespace !== undefined) {
      return [...(this.#namespaces.get(namespace)?.values() ?? [])];
    }
    return [...this.#namespaces.values()].flatMap(objects => [
      ...objects.values(),
    ]);
  }

  /** Objects that name `uid` in their ownerReferences. */
  ownedBy(uid: string): StoredObject[] {
    return [...(this.#byOwner.get(uid) ?? [])];
  }

  put(object: StoredObject): void {
    const { namespace = '', name, resourceVersion } = object.metadata;
    let objects = this.#namespaces.get(namespace);
    if (!objects) {
      objects = new Map();
      this.#namespaces.set(namespace, objects);
    }
    const previous = objects.get(name);
    if (
      previous &&
      resourceVersion !== undefined &&
      previous.metadata.resourceVersion === resourceVersion &&
      previous.metadata.uid === object.metadata.uid
    ) {
      return;
    }
    objects.set(name, object);
    if (previous) {
      this.#unindex(previous);
    } else {
      this.#size += 1;
    }
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const owned = this.#byOwner.get(uid) ?? new Set();
      this.#byOwner.set(uid, owned.add(object));
    }
    this.#emit({ type: previous ? 'changed' : 'added', object, previous });
  }

  remove(namespace: string, name: string): void {
    const objects = this.#namespaces.get(namespace);
    const previous = objects?.get(name);
    if (!objects || !previous) {
      return;
    }
    objects.delete(name);
    if (objects.size === 0) {
      this.#namespaces.delete(namespace);
    }
    this.#size -= 1;
    this.#unindex(previous);
    this.#emit({ type: 'removed', object: previous, previous });
  }

  /** Removes what is not in `keys` (`namespace/name`): the deletes that a relist stands for. */
  retain(keys: Set<string>): void {
    for (const { metadata } of this.list()) {
      if (!keys.has(objectKey(metadata))) {
        this.remove(metadata.namespace ?? '', metadata.name);
      }
    }
  }

  clear(): void {
    this.retain(new Set());
  }

  /** Calls `listener` on every change; returns the way to stop it. */
  onChange(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #unindex(object: StoredObject) {
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const owned = this.#byOwner.get(uid);
      owned?.delete(object);
      if (owned?.size === 0) {
        this.#byOwner.delete(uid);
      }
    }
  }

  #emit(change: StoreChange) {
    this.#revision += 1;
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        // A listener's fault must not stop the stream of changes.
        this.#onListenerError(error);
      }
    }
  }
}

/** `namespace/name`, with an empty namespace for cluster-scoped objects. */
export function objectKey(metadata: KubernetesObject['metadata']): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
