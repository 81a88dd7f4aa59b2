import { LoggerService } from '@backstage/backend-plugin-api';
import { ClusterFailure } from '@meshport/backstage-plugin-mesh-common';
import {
  ClusterConnection,
  InvalidAnswerError,
  KubernetesStatusError,
  TooLargeAnswerError,
} from '../clusters';
import { ApiDiscovery } from './ApiDiscovery';
import {
  breaksFailure,
  describeFailure,
  forbiddenFailure,
  forgetsFailure,
  notServedFailure,
  silentFailure,
} from './failures';
import { KindPatience } from './KindPatience';
import { KindPauses } from './KindPauses';
import { KindPosition } from './KindPosition';
import { KindRecord, KindStatus } from './KindRecord';
import { WatchedKind } from './kinds';
import { ObjectStore } from './ObjectStore';
import { Reflector, WatchOutcome, WatchSign } from './Reflector';
import { InventoryTiming } from './timing';

/** Keeps the store of one kind of one cluster up to date, for ever. */
export class KindWatcher {
  readonly kind: WatchedKind;
  readonly store: ObjectStore;
  /** How far the store is in the cluster's history. */
  readonly position = new KindPosition();
  readonly #connection: ClusterConnection;
  readonly #discovery: ApiDiscovery;
  readonly #timing: InventoryTiming;
  readonly #logger: LoggerService;
  readonly #record: KindRecord;
  #reflector: Reflector | undefined;
  readonly #patience: KindPatience;
  /** A watch was refused: before the next list it is tried whether it is of use. */
  #isWatchRefused = false;
  /** So it was found that objects may be listed, but not followed. */
  #mayOnlyList = false;
  readonly #onTrouble: () => void;
  readonly #pauses = new KindPauses();

  constructor(options: {
    kind: WatchedKind;
    connection: ClusterConnection;
    discovery: ApiDiscovery;
    timing: InventoryTiming;
    logger: LoggerService;
    /** Called when the cluster did not do what it was asked. */
    onTrouble?: () => void;
  }) {
    this.kind = options.kind;
    this.#connection = options.connection;
    this.#discovery = options.discovery;
    this.#timing = options.timing;
    this.#logger = options.logger;
    this.#onTrouble = options.onTrouble ?? (() => {});
    this.#patience = new KindPatience(options.timing);
    this.#record = new KindRecord(this.kind.kind);
    this.store = new ObjectStore({
      kind: this.kind.kind,
      onListenerError: error =>
        this.#logger.error(
          'A listener of the inventory failed',
          error as Error,
        ),
    });
  }

  status(): KindStatus {
    return { ...this.#record.status, count: this.store.size };
  }

  /** Runs until `stop`; never throws. */
  run(): Promise<void> {
    return this.#pauses.repeat(() => this.#step());
  }

  stop(): void {
    this.#pauses.stop();
  }

  /**
   * Gives up waits and the open watch and tries again now; a list goes on.
   *
   * @param because - what is wrong with the cluster, when that is why
   */
  retryNow(because?: ClusterFailure): void {
    if (because && this.#record.status.state === 'watching') {
      // Else it would seem to be followed until the watch is open again.
      this.#record.failing(because);
    }
    this.#pauses.interrupt();
    this.hurry();
  }

  /**
   * Gives up a wait and tries again now, except what a Retry-After asked for.
   * Later waits begin short again.
   */
  hurry(): void {
    this.#patience.forget();
    this.#pauses.hurry();
  }

  /** Notes that the cluster answered: an open watch is taken to be alive. */
  noteAlive(): void {
    this.#record.clusterAnswered();
  }

  /** One list or one watch; the answer is how long to wait before the next. */
  async #step(): Promise<number> {
    const { stopped, interrupted } = this.#pauses;
    try {
      const reflector = this.#reflector ?? (await this.#prepare());
      if (!reflector) {
        return this.#timing.notServedRetryMs;
      }
      if (reflector.needsList) {
        if (this.#isWatchRefused) {
          await this.#tryWatch(reflector);
        }
        // A slow server that is taken for dead now and then could never be listed.
        await reflector.list(stopped);
        this.#record.listed();
        return 0;
      }
      const outcome = await reflector
        .watch(interrupted)
        .finally(() => this.#record.closed());
      return this.#ended(outcome);
    } catch (error) {
      // Only a list goes on when it is to be tried again.
      const isInterrupted = interrupted.aborted && !this.#reflector?.needsList;
      return isInterrupted || stopped.aborted ? 0 : this.#failed(error);
    }
  }

  async #tryWatch(reflector: Reflector): Promise<void> {
    const { stopped } = this.#pauses;
    this.#mayOnlyList = false;
    const resourceVersion = await reflector.version(stopped);
    this.#mayOnlyList = true;
    await reflector.tryWatch(resourceVersion, stopped);
    this.#mayOnlyList = false;
    this.#isWatchRefused = false;
  }

  async #prepare(): Promise<Reflector | undefined> {
    const served = await this.#discovery.find(this.kind);
    if (!served) {
      this.#unreadable('NotServed', notServedFailure(this.kind));
      return undefined;
    }
    this.#record.served(served.apiVersion);
    this.#reflector = new Reflector({
      ...served,
      kind: this.kind.kind,
      connection: this.#connection,
      store: this.store,
      position: this.position,
      timing: this.#timing,
      onAlive: sign => this.#alive(sign),
      onSilent: () =>
        this.#record.silent(
          silentFailure(this.#connection.details.name, this.kind),
        ),
    });
    return this.#reflector;
  }

  #alive(sign: WatchSign) {
    // A server that accepts every watch and breaks it at once is not alive.
    if (sign !== 'open' || !this.#patience.isLost) {
      this.#patience.admitted();
      this.#record.alive(sign);
    }
  }

  #ended({ events, lasted }: WatchOutcome): number {
    if (lasted) {
      this.#patience.lasted();
      return 0;
    }
    if (events > 0) {
      return this.#patience.afterShort();
    }
    const waitMs = this.#patience.afterFailure();
    this.#failWhenLost(breaksFailure);
    return waitMs;
  }

  #failWhenLost(describe: typeof breaksFailure) {
    if (this.#patience.isLost) {
      const { name } = this.#connection.details;
      this.#record.failing(describe(name, this.kind));
    }
  }

  #failed(error: unknown): number {
    const status = error instanceof KubernetesStatusError ? error : undefined;
    switch (status?.code) {
      case 410: {
        this.#reflector?.expire();
        const waitMs = this.#patience.afterExpiry();
        this.#failWhenLost(forgetsFailure);
        return waitMs;
      }
      case 403:
        return this.#forbidden();
      case 404:
        this.#unreadable('NotServed', notServedFailure(this.kind));
        return this.#timing.notServedRetryMs;
      default: {
        if (error instanceof InvalidAnswerError) {
          // A watch from here may say the same for ever: a list goes round it.
          this.#reflector?.expire();
        }
        const failure = describeFailure(this.#connection.details.name, error);
        this.#say(failure);
        this.#onTrouble();
        this.#record.failing(failure);
        this.#pauses.retryAfter(
          Math.min(
            (status?.retryAfterSeconds ?? 0) * 1000,
            this.#timing.maxRetryAfterMs,
          ),
        );
        const waitMs = this.#patience.afterFailure();
        return error instanceof TooLargeAnswerError
          ? this.#timing.tooLargeRetryMs
          : waitMs;
      }
    }
  }

  #say({ reason, message }: { reason: string; message: string }) {
    const { state, failure } = this.#record.status;
    const isSaid = state === 'failing' && failure?.reason === reason;
    if (!isSaid && reason === 'Invalid') {
      this.#logger.warn(`${this.kind.kind}: ${message}`);
    }
  }

  /** What was readable counts as forbidden only when it stays so. */
  #forbidden(): number {
    const { waitMs, isLasting } = this.#patience.afterRefusal();
    const isListed = this.#record.status.listed;
    this.#isWatchRefused ||= isListed;
    const failure = forbiddenFailure(this.kind, {
      namespace: this.kind.namespace?.(this.#connection.details),
      mayList: this.#mayOnlyList,
    });
    if (isListed && !isLasting) {
      this.#record.failing(failure);
    } else {
      this.#unreadable('Forbidden', failure);
    }
    return waitMs;
  }

  /** Recorded as what it is; old objects go, because nobody vouches for them. */
  #unreadable(
    state: 'Forbidden' | 'NotServed',
    failure: Omit<ClusterFailure, 'kind' | 'since'>,
  ) {
    if (this.#record.status.state !== state) {
      this.#logger.warn(`${this.kind.kind}: ${failure.message}`);
    }
    this.#reflector = undefined;
    this.store.clear();
    this.position.lost();
    this.#record.unreadable(state, failure);
  }
}
