import { LoggerService } from '@backstage/backend-plugin-api';
import { ClusterFailure } from '@meshport/backstage-plugin-mesh-common';
import { ClusterConnection, KubernetesStatusError } from '../clusters';
import { ApiDiscovery } from './ApiDiscovery';
import {
  describeFailure,
  forbiddenFailure,
  notServedFailure,
} from './failures';
import { WatchedKind } from './kinds';
import { ObjectStore } from './ObjectStore';
import { Reflector } from './Reflector';
import { backoffMs, InventoryTiming, sleep } from './timing';

/** How one kind of one cluster is doing. Times in milliseconds since 1970. */
export interface KindStatus {
  kind: string;
  /** `listing` until it is followed for the first time. */
  state: 'listing' | 'watching' | 'failing' | 'Forbidden' | 'NotServed';
  /** Whether the store has been complete at least once and still stands for the cluster. */
  listed: boolean;
  apiVersion?: string;
  count: number;
  lastEvent?: number;
  lastList?: number;
  /** Up to when the store is known to equal the cluster. */
  lastGood?: number;
  failure?: ClusterFailure;
}

/** An open watch that broke this often in a row counts as a failure. */
const BREAKS_TOLERATED = 2;

/** Keeps the store of one kind of one cluster up to date, for ever. */
export class KindWatcher {
  readonly kind: WatchedKind;
  readonly store: ObjectStore;
  readonly #connection: ClusterConnection;
  readonly #discovery: ApiDiscovery;
  readonly #timing: InventoryTiming;
  readonly #logger: LoggerService;
  readonly #status: Omit<KindStatus, 'count'>;
  #reflector: Reflector | undefined;
  #failures = 0;
  #open = false;
  #stop = new AbortController();
  #interrupt = new AbortController();

  constructor(options: {
    kind: WatchedKind;
    connection: ClusterConnection;
    discovery: ApiDiscovery;
    timing: InventoryTiming;
    logger: LoggerService;
  }) {
    this.kind = options.kind;
    this.#connection = options.connection;
    this.#discovery = options.discovery;
    this.#timing = options.timing;
    this.#logger = options.logger;
    this.#status = { kind: this.kind.kind, state: 'listing', listed: false };
    this.store = new ObjectStore({
      onListenerError: error =>
        this.#logger.error(
          'A listener of the inventory failed',
          error as Error,
        ),
    });
  }

  status(): KindStatus {
    return { ...this.#status, count: this.store.size };
  }

  /** Runs until `stop`; never throws. */
  async run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const waitMs = await this.#step();
      if (waitMs > 0) {
        await sleep(waitMs, this.#signal());
      }
    }
  }

  stop(): void {
    this.#stop.abort();
    this.#interrupt.abort();
  }

  /** Gives up waits and open connections and tries again now. */
  retryNow(): void {
    const interrupted = this.#interrupt;
    this.#interrupt = new AbortController();
    interrupted.abort();
  }

  /** Notes that the cluster answered: an open watch is taken to be alive. */
  noteAlive(): void {
    if (this.#open) {
      this.#status.lastGood = Date.now();
    }
  }

  #signal(): AbortSignal {
    return this.#interrupt.signal;
  }

  /** One list or one watch; the answer is how long to wait before the next. */
  async #step(): Promise<number> {
    const signal = this.#signal();
    try {
      const reflector = this.#reflector ?? (await this.#prepare());
      if (!reflector) {
        return this.#timing.notServedRetryMs;
      }
      if (reflector.needsList) {
        await reflector.list(signal);
        this.#listed();
        return 0;
      }
      const useful = await reflector
        .watch(signal)
        .finally(() => (this.#open = false));
      return useful ? this.#succeeded() : this.#broke();
    } catch (error) {
      if (signal.aborted) {
        return 0;
      }
      return this.#failed(error);
    }
  }

  async #prepare(): Promise<Reflector | undefined> {
    const { kind } = this.kind;
    const served = await this.#discovery.find(this.kind);
    if (!served) {
      this.#unreadable('NotServed', notServedFailure(this.kind));
      return undefined;
    }
    this.#status.apiVersion = served.apiVersion;
    this.#reflector = new Reflector({
      ...served,
      kind,
      connection: this.#connection,
      store: this.store,
      timing: this.#timing,
      onAlive: sign => this.#alive(sign),
    });
    return this.#reflector;
  }

  #alive(sign: 'open' | 'event' | 'bookmark') {
    const now = Date.now();
    this.#open = true;
    this.#status.state = 'watching';
    this.#status.failure = undefined;
    this.#status.lastGood = now;
    if (sign === 'event') {
      this.#status.lastEvent = now;
    }
  }

  #listed() {
    const now = Date.now();
    if (this.#status.state === 'Forbidden' || this.#status.state === 'NotServed') {
      this.#status.state = 'listing';
      this.#status.failure = undefined;
    }
    Object.assign(this.#status, { listed: true, lastList: now, lastGood: now });
    this.#logger.debug(`Listed ${this.store.size} ${this.kind.plural}`);
  }

  #succeeded(): number {
    this.#failures = 0;
    return 0;
  }

  #broke(): number {
    this.#failures += 1;
    if (this.#failures > BREAKS_TOLERATED) {
      this.#fail({
        reason: 'Unreachable',
        message: `cluster '${
          this.#connection.details.name
        }' ends the watch of ${this.kind.kind} again and again`,
      });
    }
    return backoffMs(this.#failures, this.#timing.backoff);
  }

  #failed(error: unknown): number {
    const status = error instanceof KubernetesStatusError ? error : undefined;
    this.#failures += 1;
    if (status?.code === 410) {
      this.#reflector?.expire();
      // At once, but not for ever at once.
      return this.#failures === 1
        ? 0
        : backoffMs(this.#failures, this.#timing.backoff);
    }
    if (status?.code === 403) {
      const namespace = this.kind.namespace?.(this.#connection.details);
      this.#unreadable('Forbidden', forbiddenFailure(this.kind, namespace));
      return this.#timing.forbiddenRetryMs;
    }
    if (status?.code === 404) {
      this.#unreadable('NotServed', notServedFailure(this.kind));
      return this.#timing.notServedRetryMs;
    }
    this.#fail(describeFailure(this.#connection.details.name, error));
    const jitter = backoffMs(this.#failures, this.#timing.backoff);
    return (status?.retryAfterSeconds ?? 0) * 1000 + jitter;
  }

  #fail(failure: Omit<ClusterFailure, 'since'>) {
    this.#status.state = 'failing';
    this.#setFailure({ kind: this.kind.kind, ...failure });
  }

  /** Recorded as what it is; old objects go, because nobody vouches for them. */
  #unreadable(
    state: 'Forbidden' | 'NotServed',
    failure: Omit<ClusterFailure, 'since'>,
  ) {
    this.#reflector = undefined;
    this.store.clear();
    Object.assign(this.#status, { state, listed: false, lastGood: undefined });
    this.#setFailure(failure);
  }

  #setFailure(failure: Omit<ClusterFailure, 'since'>) {
    const known = this.#status.failure;
    if (known?.message !== failure.message) {
      this.#logger.warn(`${this.kind.kind}: ${failure.message}`);
    }
    this.#status.failure = {
      ...failure,
      since:
        known?.reason === failure.reason
          ? known.since
          : new Date().toISOString(),
    };
  }
}
