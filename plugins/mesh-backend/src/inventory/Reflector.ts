import {
  ClusterConnection,
  ClusterUnreachableError,
  KubernetesObject,
  KubernetesStatusError,
} from '../clusters';
import { KindPosition } from './KindPosition';
import { objectKey, ObjectStore } from './ObjectStore';
import { slim } from './slim';
import { InventoryTiming } from './timing';

interface ObjectList {
  metadata: { resourceVersion: string; continue?: string };
  items: KubernetesObject[];
}

/** Aborts its signal when it is not restarted in time. */
class IdleTimer {
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(ms: number) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(), ms);
    this.#timer.unref?.();
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

/** What a reflector reads, and where it puts it. */
export interface ReflectorOptions {
  connection: ClusterConnection;
  kind: string;
  apiVersion: string;
  /** Path of the collection. */
  path: string;
  store: ObjectStore;
  /** How far the store is; kept up to date with it. */
  position: KindPosition;
  timing: InventoryTiming;
  /** Called at every sign that the watch is alive. */
  onAlive: (sign: 'open' | 'event' | 'bookmark') => void;
}

/** Brings the objects of one kind from a cluster into a store. */
export class Reflector {
  readonly #options: ReflectorOptions;
  #resourceVersion: string | undefined;
  #bookmarksSeen = false;

  constructor(options: ReflectorOptions) {
    this.#options = options;
  }

  /** True when the next step is a list: at first, and after `expire`. */
  get needsList(): boolean {
    return this.#resourceVersion === undefined;
  }

  /** Forgets where the watch was: the server no longer has the way from there. */
  expire(): void {
    this.#resourceVersion = undefined;
  }

  /**
   * Lists page by page. Objects that the store has and the list has not are
   * removed at the end, so nothing vanishes when a list fails half-way.
   */
  async list(signal: AbortSignal): Promise<void> {
    const { connection, path, position, timing } = this.#options;
    const seen = new Set<string>();
    let continueToken: string | undefined;
    let resourceVersion: string;
    do {
      const page: ObjectList = await connection.request<ObjectList>({
        path,
        query: { limit: timing.pageSize, continue: continueToken },
        signal,
      });
      for (const object of page.items ?? []) {
        this.#noteChange(object.metadata, object.metadata.resourceVersion);
        if (this.#put(object)) {
          seen.add(objectKey(object.metadata));
        }
      }
      resourceVersion = page.metadata.resourceVersion;
      continueToken = page.metadata.continue || undefined;
    } while (continueToken);
    this.#retain(seen, resourceVersion);
    position.listed(resourceVersion);
    this.#resourceVersion = resourceVersion;
  }

  /**
   * One watch from where the last one ended. Ends normally when the server
   * ends it, when an open watch breaks, and when nothing was heard for too
   * long.
   *
   * @returns whether the watch was of use: it told something or lasted
   * @throws `KubernetesStatusError` with code 410 when a new list is needed;
   * other errors of `ClusterConnection.watch` when it could not be opened
   */
  async watch(signal: AbortSignal): Promise<boolean> {
    const { connection, path, timing, onAlive } = this.#options;
    const { min, max } = timing.watchSeconds;
    const timeoutSeconds = Math.round(min + Math.random() * (max - min));
    const idle = new IdleTimer();
    let openedAt: number | undefined;
    let events = 0;
    const limitMs = () =>
      this.#bookmarksSeen
        ? Math.min(timing.idleMs, timeoutSeconds * 1000 + timing.watchMarginMs)
        : timeoutSeconds * 1000 + timing.watchMarginMs;
    try {
      const stream = connection.watch({
        path,
        query: {
          allowWatchBookmarks: true,
          resourceVersion: this.#resourceVersion,
          timeoutSeconds,
        },
        signal: AbortSignal.any([signal, idle.signal]),
        onOpen: () => {
          openedAt = Date.now();
          idle.restart(limitMs());
          onAlive('open');
        },
      });
      for await (const event of stream) {
        events += 1;
        idle.restart(limitMs());
        this.#take(event);
        onAlive(event.type === 'BOOKMARK' ? 'bookmark' : 'event');
      }
    } catch (error) {
      const broken =
        openedAt !== undefined &&
        (error instanceof ClusterUnreachableError || idle.signal.aborted);
      if (signal.aborted || !broken) {
        throw error;
      }
    } finally {
      idle.stop();
    }
    return events > 0 || Date.now() - (openedAt ?? Date.now()) > 1000;
  }

  #take({ type, object }: { type: string; object: KubernetesObject }) {
    switch (type) {
      case 'ADDED':
      case 'MODIFIED':
        if (!this.#put(object)) {
          this.#remove(object);
        }
        break;
      case 'DELETED':
        this.#remove(object);
        break;
      case 'BOOKMARK':
        this.#bookmarksSeen = true;
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
        return;
    }
    if (type !== 'BOOKMARK') {
      this.#noteChange(object.metadata, object.metadata.resourceVersion);
    }
    this.#options.position.reached(object.metadata.resourceVersion);
    this.#resourceVersion = object.metadata.resourceVersion;
  }

  /** Removes what a list no longer has; nobody tells when it was deleted. */
  #retain(seen: Set<string>, resourceVersion: string) {
    const { store } = this.#options;
    const stop = store.onChange(({ object }) =>
      this.#noteChange(object.metadata, resourceVersion),
    );
    store.retain(seen);
    stop();
  }

  #noteChange(
    { namespace, name }: KubernetesObject['metadata'],
    resourceVersion: string | undefined,
  ) {
    const { kind, position } = this.#options;
    position.changed(
      kind === 'Namespace' ? name : namespace ?? '',
      resourceVersion,
    );
  }

  /** False for an object that is not kept. */
  #put(object: KubernetesObject): boolean {
    const { kind, apiVersion, store } = this.#options;
    const slimmed = slim(kind, object);
    if (slimmed) {
      // Items of a list carry no apiVersion.
      store.put({ ...slimmed, apiVersion });
    }
    return slimmed !== undefined;
  }

  #remove({ metadata }: KubernetesObject) {
    this.#options.store.remove(metadata.namespace ?? '', metadata.name);
  }
}
