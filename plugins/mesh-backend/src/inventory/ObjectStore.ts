import { LabelRequirement, matchesRequirements } from '@meshport/istio';
import { KubernetesObject } from '../clusters';
import { GroupIndex } from './GroupIndex';
import { LabelIndex } from './LabelIndex';
import { groupOfEntry, labelSetsOf } from './labelSets';

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

/**
 * Objects of one kind in one cluster, with indexes by namespace, by owner and
 * by label. Listeners are told of each change once, in the order of the
 * changes; an object that was made anew under its name is removed, then added.
 */
export class ObjectStore {
  readonly #namespaces = new Map<string, Map<string, StoredObject>>();
  readonly #byOwner = new GroupIndex<StoredObject>(({ metadata }) =>
    (metadata.ownerReferences ?? []).map(({ uid }) => uid),
  );
  readonly #byGroup: GroupIndex<StoredObject>;
  readonly #byLabel: LabelIndex<StoredObject>;
  readonly #labelSets: ReturnType<typeof labelSetsOf>;
  readonly #listeners = new Set<(change: StoreChange) => void>();
  readonly #onListenerError: (error: unknown) => void;
  #size = 0;
  #revision = 0;

  constructor(options: {
    /** Which labels count depends on it; metadata's unless told. */
    kind?: string;
    onListenerError: (error: unknown) => void;
  }) {
    const { kind = '', onListenerError } = options;
    this.#onListenerError = onListenerError;
    this.#labelSets = labelSetsOf(kind);
    this.#byLabel = new LabelIndex<StoredObject>(this.#labelSets);
    this.#byGroup = new GroupIndex(object => {
      const group = kind === 'WorkloadEntry' ? groupOfEntry(object) : undefined;
      return group === undefined ? [] : [group];
    });
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
    return this.#byOwner.get(uid);
  }

  /** WorkloadEntries made from a WorkloadGroup, by owner or by auto-registration. */
  inWorkloadGroup(namespace: string, name: string): StoredObject[] {
    return this.#byGroup.get(`${namespace}/${name}`);
  }

  /**
   * Objects that meet a label selector, sorted by namespace and name; of one
   * namespace, when it is given. Only objects that share a label or the
   * namespace with the question are looked at.
   */
  select(
    requirements: readonly LabelRequirement[],
    namespace?: string,
  ): StoredObject[] {
    const inNamespace =
      namespace === undefined
        ? this.#size
        : this.#namespaces.get(namespace)?.size ?? 0;
    const labelled = this.#byLabel.candidates(requirements);
    const candidates =
      labelled && labelled.size < inNamespace
        ? [...labelled.objects()]
        : this.list(namespace);
    return candidates
      .filter(
        object =>
          (namespace === undefined ||
            (object.metadata.namespace ?? '') === namespace) &&
          this.#labelSets(object).some(labels =>
            matchesRequirements(requirements, labels),
          ),
      )
      .sort(byName);
  }

  put(object: StoredObject): void {
    const { namespace = '', name, uid, resourceVersion } = object.metadata;
    const known = this.get(namespace, name);
    if (known && known.metadata.uid !== uid) {
      // Its delete was not seen.
      this.remove(namespace, name);
    } else if (
      known &&
      resourceVersion !== undefined &&
      known.metadata.resourceVersion === resourceVersion
    ) {
      return;
    }
    const previous = this.get(namespace, name);
    let objects = this.#namespaces.get(namespace);
    if (!objects) {
      objects = new Map();
      this.#namespaces.set(namespace, objects);
    }
    objects.set(name, object);
    if (previous) {
      this.#unindex(previous);
    } else {
      this.#size += 1;
    }
    this.#byOwner.add(object);
    this.#byGroup.add(object);
    this.#byLabel.add(object);
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
    this.#byOwner.remove(object);
    this.#byGroup.remove(object);
    this.#byLabel.remove(object);
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

function byName(a: StoredObject, b: StoredObject): number {
  const { namespace: left = '' } = a.metadata;
  const { namespace: right = '' } = b.metadata;
  if (left !== right) {
    return left < right ? -1 : 1;
  }
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
