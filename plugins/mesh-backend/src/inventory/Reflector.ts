import {
  ClusterConnection,
  ClusterUnreachableError,
  KubernetesObject,
  KubernetesStatusError,
  turns,
} from '../clusters';
import { readEvent, WatchEvent } from './answers';
import { boundAnnotations } from './boundAnnotations';
import { IdleTimer } from './IdleTimer';
import { KindPosition } from './KindPosition';
import { ListReader } from './ListReader';
import { objectKey, ObjectStore } from './ObjectStore';
import { slim } from './slim';
import { InventoryTiming } from './timing';

type Slimmed = NonNullable<ReturnType<typeof slim>>;

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
  onAlive: (sign: WatchSign) => void;
  /** Called when an open watch has told nothing for longer than its server is silent. */
  onSilent: () => void;
}

/** `lasting`: it was open for a second without an end. */
export type WatchSign = 'open' | 'lasting' | 'event' | 'bookmark';

/** How a watch went. */
export interface WatchOutcome {
  /** Lines that it sent. */
  events: number;
  /** It was open for a second or more. */
  lasted: boolean;
}

/** Indexing so many objects takes a millisecond or two. */
const OBJECTS_A_TURN = 100;

/** A watch that ends sooner was of no use, or of little. */
const LASTING_MS = 1000;

/** Brings the objects of one kind from a cluster into a store. */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #lists: ListReader;
  #resourceVersion: string | undefined;
  #bookmarksSeen = false;
  /** Watches in a row that told nothing although bookmarks were due. */
  #silentWatches = 0;

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#lists = new ListReader(options);
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
   * Makes the store equal to a list: puts what it has and removes what it has
   * not. Until the list is complete nothing changes.
   */
  async list(signal: AbortSignal): Promise<void> {
    const { position } = this.#options;
    let objects: { metadata: KubernetesObject['metadata']; kept?: Slimmed }[];
    const resourceVersion = await this.#lists.read(
      {
        begin: () => {
          objects = [];
        },
        read: object => {
          const kept = this.#slim(object);
          return { metadata: (kept ?? object).metadata, kept };
        },
        take: page => {
          objects.push(...page);
        },
      },
      signal,
    );
    const seen = new Set<string>();
    const put = (some: typeof objects) => {
      for (const { metadata, kept } of some) {
        this.#noteChange(metadata, metadata.resourceVersion);
        if (kept) {
          this.#put(kept);
          seen.add(objectKey(metadata));
        }
      }
    };
    put(objects!.slice(0, OBJECTS_A_TURN));
    for (let at = OBJECTS_A_TURN; at < objects!.length; at += OBJECTS_A_TURN) {
      const some = objects!.slice(at, at + OBJECTS_A_TURN);
      await turns.run(() => put(some));
    }
    this.#retain(seen, resourceVersion);
    position.listed(resourceVersion);
    this.#resourceVersion = resourceVersion;
  }

  /** The resource version of the collection now. */
  version(signal: AbortSignal): Promise<string> {
    return this.#lists.version(signal);
  }

  /**
   * Opens a watch and ends it, to find out whether a list could be followed.
   *
   * @throws errors of `ClusterConnection.watch`
   */
  async tryWatch(resourceVersion: string, signal: AbortSignal): Promise<void> {
    const { connection, path, timing } = this.#options;
    const opened = new AbortController();
    const stream = connection.watch({
      path,
      query: { resourceVersion, timeoutSeconds: 1 },
      signal: AbortSignal.any([signal, opened.signal]),
      timeoutMs: timing.listTimeoutMs,
      onOpen: () => opened.abort(),
    });
    try {
      for await (const _ of stream) {
        break;
      }
    } catch (error) {
      if (!opened.signal.aborted) {
        throw error;
      }
    }
  }

  /**
   * One watch from where the last one ended. Ends normally when the server
   * ends it, when an open watch breaks, and when nothing was heard for too
   * long.
   *
   * @throws `KubernetesStatusError` with code 410 when a new list is needed;
   * other errors of `ClusterConnection.watch` when it could not be opened;
   * `InvalidAnswerError` when it sends what is no event
   */
  async watch(signal: AbortSignal): Promise<WatchOutcome> {
    const { connection, path, timing, onAlive } = this.#options;
    const { min, max } = timing.watchSeconds;
    const timeoutSeconds = Math.round(min + Math.random() * (max - min));
    const silenceMs = Math.min(
      timing.idleMs,
      timeoutSeconds * 1000 + timing.watchMarginMs,
    );
    const idle = new IdleTimer();
    let openedAt: number | undefined;
    let lasting: ReturnType<typeof setTimeout> | undefined;
    let events = 0;
    try {
      const stream = connection.watch({
        path,
        query: {
          allowWatchBookmarks: true,
          resourceVersion: this.#resourceVersion,
          timeoutSeconds,
        },
        signal: AbortSignal.any([signal, idle.signal]),
        timeoutMs: timing.listTimeoutMs,
        onOpen: () => {
          openedAt = Date.now();
          idle.restart(silenceMs);
          lasting = setTimeout(() => onAlive('lasting'), LASTING_MS);
          onAlive('open');
        },
      });
      for await (const line of stream) {
        const event = readEvent(line);
        events += 1;
        idle.restart(silenceMs);
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
      clearTimeout(lasting);
    }
    this.#judgeSilence(idle.signal.aborted, events);
    const lasted = Date.now() - (openedAt ?? Date.now()) >= LASTING_MS;
    return { events, lasted };
  }

  /**
   * A server that sent bookmarks once and is silent now has lost us. When a
   * second watch tells nothing either, our place in its history may be one
   * that it does not have (an etcd that was restored sends nothing to a watch
   * from the future): then a list tells where it is.
   */
  #judgeSilence(isSilent: boolean, events: number) {
    if (events > 0) {
      this.#silentWatches = 0;
    }
    if (isSilent && this.#bookmarksSeen) {
      this.#options.onSilent();
      this.#silentWatches += events === 0 ? 1 : 0;
      if (this.#silentWatches > 1) {
        this.#silentWatches = 0;
        this.expire();
      }
    }
  }

  #take({ type, object }: WatchEvent) {
    switch (type) {
      case 'ADDED':
      case 'MODIFIED': {
        const kept = this.#slim(object);
        if (kept) {
          this.#put(kept);
        } else {
          this.#remove(object);
        }
        break;
      }
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

  /** Undefined for an object that is not kept. */
  #slim(object: KubernetesObject): Slimmed | undefined {
    const slimmed = slim(this.#options.kind, object);
    return slimmed && boundAnnotations(slimmed);
  }

  #put(object: Slimmed) {
    const { apiVersion, store } = this.#options;
    // Items of a list carry no apiVersion.
    store.put({ ...object, apiVersion });
  }

  #remove({ metadata }: KubernetesObject) {
    this.#options.store.remove(metadata.namespace ?? '', metadata.name);
  }
}
