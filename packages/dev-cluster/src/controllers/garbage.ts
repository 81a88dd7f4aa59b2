import { clone, type KubeObject, type OwnerReference } from '../objects';
import { asController } from '../registry/options';
import type { Place, Registry } from '../registry/registry';
import type { StoreEvent } from '../store/eventLog';
import { WorkQueue } from './workQueue';

interface Dependent {
  key: string;
  namespace?: string;
  name: string;
}

const idOf = ({ key, namespace, name }: Dependent) =>
  [key, namespace ?? '', name].join(' ');

const fromId = (id: string): Dependent => {
  const [key, namespace, name] = id.split(' ');
  return { key, namespace: namespace || undefined, name };
};

/**
 * Garbage collection by owner references: deletes dependents whose owners are
 * all gone, and carries out foreground and orphaning deletion.
 */
export class GarbageCollector {
  private readonly queue: WorkQueue;
  private readonly unsubscribe: () => void;
  /** Owner's uid to its dependents. */
  private readonly dependents = new Map<string, Set<string>>();

  constructor(
    private readonly registry: Registry,
    onError: (error: Error, item: string) => void,
  ) {
    this.queue = new WorkQueue(item => this.reconcile(fromId(item)), onError);
    this.unsubscribe = registry.store.subscribe(event => this.observe(event));
  }

  stop(): void {
    this.unsubscribe();
    this.queue.stop();
  }

  private observe({ key, type, object, previous }: StoreEvent) {
    const { namespace, name, uid } = object.metadata;
    const id = idOf({ key, namespace, name: name! });
    for (const owner of previous?.metadata.ownerReferences ?? []) {
      this.dependents.get(owner.uid)?.delete(id);
    }
    if (type === 'DELETED') {
      for (const dependent of this.dependents.get(uid!) ?? []) {
        this.queue.add(dependent);
      }
      this.dependents.delete(uid!);
      for (const owner of object.metadata.ownerReferences ?? []) {
        this.lookAtOwner(owner, namespace);
      }
      return;
    }
    const owners = object.metadata.ownerReferences ?? [];
    for (const owner of owners) {
      const set = this.dependents.get(owner.uid) ?? new Set();
      this.dependents.set(owner.uid, set.add(id));
      this.lookAtOwner(owner, namespace);
    }
    const { deletionTimestamp, finalizers } = object.metadata;
    const isOwnerDeletion =
      deletionTimestamp &&
      finalizers?.some(
        each => each === 'foregroundDeletion' || each === 'orphan',
      );
    if (owners.length || isOwnerDeletion) this.queue.add(id);
  }

  /** A foreground deletion waits for its dependents, so look again. */
  private lookAtOwner(reference: OwnerReference, namespace?: string) {
    const owner = this.owner(reference, namespace);
    if (owner?.metadata.deletionTimestamp) {
      const type = this.typeOf(reference)!;
      const id = idOf({
        key: type.key,
        namespace: owner.metadata.namespace,
        name: owner.metadata.name!,
      });
      this.queue.add(id);
    }
  }

  private typeOf({ apiVersion, kind }: OwnerReference) {
    return this.registry.types.ofKind(apiVersion, kind);
  }

  private owner(
    reference: OwnerReference,
    namespace?: string,
  ): KubeObject | undefined {
    const type = this.typeOf(reference);
    if (!type) return undefined;
    const found = this.registry.store.get(
      type.key,
      type.namespaced ? namespace : undefined,
      reference.name,
    );
    return found?.metadata.uid === reference.uid ? found : undefined;
  }

  private reconcile({ key, namespace, name }: Dependent) {
    const object = this.registry.store.get(key, namespace, name);
    if (!object) return;
    const place = { type: this.registry.types.ofKey(key), namespace };
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    if (deletionTimestamp) {
      if (finalizers.includes('orphan')) this.orphan(place, object);
      else if (finalizers.includes('foregroundDeletion')) {
        this.foreground(place, object);
      }
      return;
    }
    const owners = object.metadata.ownerReferences ?? [];
    if (!owners.length) return;
    // An owner of a kind that is not served cannot be looked up: keep.
    if (owners.some(owner => !this.typeOf(owner))) return;
    const living = owners
      .map(owner => ({ owner, object: this.owner(owner, namespace) }))
      .filter(each => each.object);
    const waiting = living.filter(each =>
      each.object!.metadata.finalizers?.includes('foregroundDeletion'),
    );
    if (living.length && waiting.length < living.length) {
      this.dropAbsent(
        place,
        object,
        living.map(each => each.owner),
      );
    } else if (!living.length || waiting.length) {
      this.registry.delete(place, name, {
        dryRun: false,
        propagationPolicy: waiting.length ? 'Foreground' : 'Background',
      });
    }
  }

  private dropAbsent(
    place: Place,
    object: KubeObject,
    living: OwnerReference[],
  ) {
    if (living.length === object.metadata.ownerReferences!.length) return;
    const next = clone(object);
    next.metadata.ownerReferences = living;
    this.write(place, object, next);
  }

  private foreground(place: Place, object: KubeObject) {
    const left = [...(this.dependents.get(object.metadata.uid!) ?? [])];
    left.forEach(id => this.queue.add(id));
    const blocking = left.some(id => {
      const { key, namespace, name } = fromId(id);
      return this.registry.store
        .get(key, namespace, name)
        ?.metadata.ownerReferences?.some(
          ({ uid, blockOwnerDeletion }) =>
            uid === object.metadata.uid && blockOwnerDeletion,
        );
    });
    if (!blocking) this.release(place, object, 'foregroundDeletion');
  }

  private orphan(place: Place, object: KubeObject) {
    for (const id of [...(this.dependents.get(object.metadata.uid!) ?? [])]) {
      const { key, namespace, name } = fromId(id);
      const dependent = this.registry.store.get(key, namespace, name);
      if (!dependent) continue;
      const next = clone(dependent);
      next.metadata.ownerReferences = next.metadata.ownerReferences?.filter(
        ({ uid }) => uid !== object.metadata.uid,
      );
      if (!next.metadata.ownerReferences?.length) {
        delete next.metadata.ownerReferences;
      }
      this.write(
        { type: this.registry.types.ofKey(key), namespace },
        dependent,
        next,
      );
    }
    this.release(place, object, 'orphan');
  }

  private release(place: Place, object: KubeObject, finalizer: string) {
    const next = clone(object);
    next.metadata.finalizers = next.metadata.finalizers?.filter(
      each => each !== finalizer,
    );
    this.write(place, object, next);
  }

  private write(place: Place, live: KubeObject, next: KubeObject) {
    this.registry.replace(
      place,
      live,
      next,
      asController('kube-controller-manager'),
    );
  }
}
