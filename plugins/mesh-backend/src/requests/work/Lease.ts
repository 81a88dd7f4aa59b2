import { Fence, LeaseLostError, RequestStore } from '../store';

/** How long a lease lasts without being kept, in milliseconds: longer than any single write to a cluster (30 s). */
export const LEASE_MS = 60_000;

/** One worker's hold on one request. */
export class Lease {
  readonly fence: Fence;
  readonly #store: Pick<RequestStore, 'renew'>;
  readonly #now: () => number;
  readonly #leaseMs: number;
  readonly #abort = new AbortController();
  readonly #stopping: AbortSignal;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    fence: Fence;
    store: Pick<RequestStore, 'renew'>;
    now: () => number;
    leaseMs: number;
    /** Aborts when the backend stops. */
    stopping: AbortSignal;
  }) {
    this.fence = options.fence;
    this.#store = options.store;
    this.#now = options.now;
    this.#leaseMs = options.leaseMs;
    this.#stopping = options.stopping;
  }

  /** Aborts when the lease is lost or the backend stops. */
  get signal(): AbortSignal {
    return AbortSignal.any([this.#abort.signal, this.#stopping]);
  }

  /** Keeps it while something long goes on. */
  start(): void {
    this.#timer = setInterval(() => {
      this.keep().catch(() => this.#abort.abort());
    }, this.#leaseMs / 3);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Throws `LeaseLostError` when somebody else holds it, or the backend stops. */
  async keep(): Promise<void> {
    if (this.signal.aborted) {
      throw new LeaseLostError(
        `attempt ${this.fence.attempt} of request ${this.fence.id} was ended`,
      );
    }
    for (;;) {
      const now = this.#now();
      await this.#store.renew(this.fence, now + this.#leaseMs, now);
      // Whoever was held up while renewing may have lost it again meanwhile.
      if (this.#now() - now < this.#leaseMs / 3) {
        return;
      }
    }
  }
}
