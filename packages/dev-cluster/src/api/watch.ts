import type { ServerResponse } from 'http';
import type { KubeObject } from '../objects';
import type { Place } from '../registry/registry';
import type { StoreEvent } from '../store/eventLog';
import type { Store } from '../store/store';
import { readRevision, selectorOf } from './list';
import { shapeObject, type Representation } from './representation';
import type { Selector } from './selectors';
import {
  badRequest,
  expired,
  invalidOptions,
  unforeseen,
  type StatusError,
} from './status';

/** How often an idle watch that asked for it gets a bookmark. */
const bookmarkIntervalMs = 10_000;

const isTrue = (value: string | null) => value === 'true' || value === '1';

/** What one client watches. */
export interface WatchRequest {
  place: Place;
  query: URLSearchParams;
  shape: Representation;
}

/** An open watch: writes events until its time is over or it is ended. */
export class Watch {
  private readonly selects: Selector;
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly bookmarks: boolean;
  private readonly from: number | undefined;
  private readonly seconds: number;
  private unsubscribe = () => {};
  private ended = false;

  /** @throws StatusError 400 where a parameter cannot be read. */
  constructor(
    private readonly store: Store,
    private readonly request: WatchRequest,
    private readonly response: ServerResponse,
    private readonly onEnd: (watch: Watch) => void,
    private muted = false,
  ) {
    const { query, place } = request;
    this.selects = selectorOf(place, query);
    this.bookmarks = isTrue(query.get('allowWatchBookmarks'));
    this.from = watchedFrom(query.get('resourceVersion'));
    this.seconds = readTimeout(query);
    checkInitialEvents(query);
  }

  /** True once the watch is over. */
  get isEnded(): boolean {
    return this.ended;
  }

  /** Sends the headers, replays what is asked for, and goes on. */
  open(): void {
    this.response.writeHead(200, { 'content-type': 'application/json' });
    this.response.flushHeaders();
    this.response.on('close', () => this.end());
    this.start(this.from);
    if (this.ended) return;
    this.unsubscribe = this.store.subscribe(event => this.forward(event));
    const timeout = setTimeout(() => {
      this.bookmark();
      this.end();
    }, this.seconds * 1000);
    this.timers.push(timeout);
    if (this.bookmarks) {
      const repeat = setInterval(() => this.bookmark(), bookmarkIntervalMs);
      this.timers.push(repeat);
    }
    this.timers.forEach(timer => timer.unref());
  }

  /** Stops writing without closing, like a half-open connection. */
  mute(): void {
    this.muted = true;
  }

  /** Sends an in-stream ERROR and ends the watch. */
  fail(error: StatusError): void {
    this.write('ERROR', error.body());
    this.end();
  }

  /** Ends the watch: cleanly, or by breaking the connection. */
  end(broken = false): void {
    if (this.ended) return;
    this.ended = true;
    this.unsubscribe();
    this.timers.forEach(clearTimeout);
    if (broken) this.response.destroy();
    else if (!this.muted) this.response.end();
    this.onEnd(this);
  }

  private start(from: number | undefined) {
    const { query } = this.request;
    const initial = query.get('sendInitialEvents');
    const sendInitial = initial === null ? !from : isTrue(initial);
    if (sendInitial) {
      const { type, namespace } = this.request.place;
      for (const object of this.store.list(type.key, namespace)) {
        if (this.selects(object)) this.send('ADDED', object);
      }
      // Without the parameter too, as long as bookmarks are allowed.
      if (initial !== null || this.bookmarks) {
        this.bookmark({ 'k8s.io/initial-events-end': 'true' });
      }
      return;
    }
    if (!from) return;
    if (from < this.store.log.compactedRevision) {
      this.fail(
        expired(
          `too old resource version: ${from} (${this.store.log.compactedRevision})`,
        ),
      );
      return;
    }
    for (const event of this.store.log.after(from)) this.forward(event);
  }

  private forward(event: StoreEvent) {
    const { type, namespace } = this.request.place;
    if (event.key !== type.key || this.ended) return;
    // A watch from a revision that is yet to come waits for it.
    if (this.from && event.revision <= this.from) return;
    if (namespace && event.object.metadata.namespace !== namespace) return;
    const isSelected = event.type !== 'DELETED' && this.selects(event.object);
    const wasSelected =
      event.previous !== undefined && this.selects(event.previous);
    if (isSelected) {
      this.send(wasSelected ? 'MODIFIED' : 'ADDED', event.object);
    } else if (wasSelected) {
      // An object that is no longer selected is shown as it last was.
      const { previous } = event;
      this.send('DELETED', {
        ...previous!,
        metadata: {
          ...previous!.metadata,
          resourceVersion: String(event.revision),
        },
      });
    }
  }

  private send(kind: string, object: KubeObject) {
    const { shape, place } = this.request;
    this.write(kind, shapeObject(shape, place.type, object));
  }

  private bookmark(annotations?: Record<string, string>) {
    if (!this.bookmarks && !annotations) return;
    const { type } = this.request.place;
    this.write('BOOKMARK', {
      kind: type.kind,
      apiVersion: type.groupVersion,
      metadata: {
        resourceVersion: String(this.store.revision),
        creationTimestamp: null,
        ...(annotations ? { annotations } : {}),
      },
    });
  }

  private write(kind: string, object: unknown) {
    if (this.muted || this.response.writableEnded) return;
    this.response.write(`${JSON.stringify({ type: kind, object })}\n`);
  }
}

function watchedFrom(text: string | null): number | undefined {
  if (text && !/^\d+$/.test(text)) {
    throw unforeseen(
      `resourceVersion: Invalid value: ${JSON.stringify(
        text,
      )}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return readRevision(text);
}

function checkInitialEvents(query: URLSearchParams) {
  const isAsked = query.get('sendInitialEvents') !== null;
  if (isAsked && query.get('resourceVersionMatch') !== 'NotOlderThan') {
    throw invalidOptions(
      'ListOptions',
      'resourceVersionMatch',
      'FieldValueForbidden',
      'Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  }
}

function readTimeout(query: URLSearchParams): number {
  const text = query.get('timeoutSeconds');
  // As the real server: a random time between 30 and 60 minutes.
  if (!text || text === '0') return 1800 + Math.random() * 1800;
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds < 0) {
    throw badRequest(
      `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return seconds;
}
