import { ClusterConnection, ClusterUnreachableError } from '../clusters';
import { readEvent } from './answers';
import { IdleTimer } from './IdleTimer';
import { KindPosition } from './KindPosition';
import { ListReader } from './ListReader';
import { ObjectStore } from './ObjectStore';
import { ReadObject, ReflectedStore } from './ReflectedStore';
import { InventoryTiming } from './timing';

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

/** A watch that ends sooner was of no use, or of little. */
const LASTING_MS = 1000;

/** Brings the objects of one kind from a cluster into a store. */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #lists: ListReader;
  readonly #store: ReflectedStore;
  #resourceVersion: string | undefined;
  #bookmarksSeen = false;
  /** Watches in a row that told nothing although bookmarks were due. */
  #silentWatches = 0;

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#lists = new ListReader(options);
    this.#store = new ReflectedStore(options);
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
    let objects: ReadObject[] = [];
    const resourceVersion = await this.#lists.read(
      {
        begin: () => {
          objects = [];
        },
        read: object => this.#store.read(object),
        take: page => {
          objects.push(...page);
        },
      },
      signal,
    );
    await this.#store.replace(objects, resourceVersion);
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
        this.#resourceVersion =
          this.#store.apply(event) ?? this.#resourceVersion;
        const isBookmark = event.type === 'BOOKMARK';
        this.#bookmarksSeen ||= isBookmark;
        onAlive(isBookmark ? 'bookmark' : 'event');
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
}
