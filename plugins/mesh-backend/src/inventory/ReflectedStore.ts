import { KubernetesObject, KubernetesStatusError, turns } from '../clusters';
import { WatchEvent } from './answers';
import { boundAnnotations } from './boundAnnotations';
import { KindPosition } from './KindPosition';
import { objectKey, ObjectStore, StoredObject } from './ObjectStore';
import { slim } from './slim';

/** An object of a list, as it will be kept; of one that is not kept its metadata. */
export type ReadObject = StoredObject | Pick<KubernetesObject, 'metadata'>;

/** Indexing so many objects takes a millisecond or two. */
const OBJECTS_A_TURN = 100;

/** Puts what a cluster tells of one kind into its store, and notes how far that is. */
export class ReflectedStore {
  readonly #kind: string;
  readonly #apiVersion: string;
  readonly #store: ObjectStore;
  readonly #position: KindPosition;

  constructor(options: {
    kind: string;
    apiVersion: string;
    store: ObjectStore;
    position: KindPosition;
  }) {
    this.#kind = options.kind;
    this.#apiVersion = options.apiVersion;
    this.#store = options.store;
    this.#position = options.position;
  }

  /** Makes of an object what is to be kept of it. */
  read(object: KubernetesObject): ReadObject {
    return this.#slim(object) ?? { metadata: object.metadata };
  }

  /** Makes the store equal to a complete list: puts what it has and removes what it has not. */
  async replace(
    objects: readonly ReadObject[],
    resourceVersion: string,
  ): Promise<void> {
    const seen = new Set<string>();
    const put = (some: readonly ReadObject[]) => {
      for (const object of some) {
        const { metadata } = object;
        this.#noteChange(metadata, metadata.resourceVersion);
        if ('kind' in object) {
          this.#store.put(object);
          seen.add(objectKey(metadata));
        }
      }
    };
    put(objects.slice(0, OBJECTS_A_TURN));
    for (let at = OBJECTS_A_TURN; at < objects.length; at += OBJECTS_A_TURN) {
      const some = objects.slice(at, at + OBJECTS_A_TURN);
      await turns.run(() => put(some));
    }
    this.#retain(seen, resourceVersion);
    this.#position.listed(resourceVersion);
  }

  /**
   * Takes a line of a watch.
   *
   * @returns the resource version up to which the store equals the cluster;
   * undefined for a line that is not understood, which changes nothing
   * @throws `KubernetesStatusError` for an event of type `ERROR`
   */
  apply({ type, object }: WatchEvent): string | undefined {
    switch (type) {
      case 'ADDED':
      case 'MODIFIED': {
        const kept = this.#slim(object);
        if (kept) {
          this.#store.put(kept);
        } else {
          this.#remove(object);
        }
        break;
      }
      case 'DELETED':
        this.#remove(object);
        break;
      case 'BOOKMARK':
        break;
      case 'ERROR': {
        const { code, reason, message, details } = object as any;
        throw new KubernetesStatusError(
          code ?? 500,
          reason ?? '',
          message ?? 'the watch ended with an error',
          details,
        );
      }
      default:
        // A newer server may send more; it changes no object.
        return undefined;
    }
    const { metadata } = object;
    if (type !== 'BOOKMARK') {
      this.#noteChange(metadata, metadata.resourceVersion);
    }
    this.#position.reached(metadata.resourceVersion);
    return metadata.resourceVersion;
  }

  /** Removes what a list no longer has; nobody tells when it was deleted. */
  #retain(seen: Set<string>, resourceVersion: string) {
    const stop = this.#store.onChange(({ object }) =>
      this.#noteChange(object.metadata, resourceVersion),
    );
    this.#store.retain(seen);
    stop();
  }

  #noteChange(
    { namespace, name }: KubernetesObject['metadata'],
    resourceVersion: string | undefined,
  ) {
    this.#position.changed(
      this.#kind === 'Namespace' ? name : namespace ?? '',
      resourceVersion,
    );
  }

  /** Undefined for an object that is not kept. */
  #slim(object: KubernetesObject): StoredObject | undefined {
    const slimmed = slim(this.#kind, object);
    // Items of a list carry no apiVersion.
    return (
      slimmed &&
      Object.assign(boundAnnotations(slimmed), { apiVersion: this.#apiVersion })
    );
  }

  #remove({ metadata }: KubernetesObject) {
    this.#store.remove(metadata.namespace ?? '', metadata.name);
  }
}
