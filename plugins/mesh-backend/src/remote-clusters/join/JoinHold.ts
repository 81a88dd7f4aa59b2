import { ServiceUnavailableError } from '@backstage/errors';
import { Fence } from '../../requests/store';
import { Lease, LEASE_MS } from '../../requests/work/Lease';
import { Join } from './Join';
import { JoinStore } from './JoinStore';

/** What holds a join: a request that works on it, or this instance that renews its token. */
export interface Holder {
  owner: string;
  /** Called before every write; throws when the work must stop. */
  keep(): Promise<void>;
  /** Aborts when the work must stop. */
  signal: AbortSignal;
}

/** One holder's work on one join: nobody else writes for it meanwhile. */
export class JoinHold {
  #join: Join;
  readonly #store: JoinStore;
  readonly #fence: Fence;
  readonly #lease: Lease;
  readonly #holder: Holder;
  readonly #renewAt: (join: Join) => number | undefined;

  private constructor(options: {
    join: Join;
    store: JoinStore;
    fence: Fence;
    lease: Lease;
    holder: Holder;
    renewAt: (join: Join) => number | undefined;
  }) {
    this.#join = options.join;
    this.#store = options.store;
    this.#fence = options.fence;
    this.#lease = options.lease;
    this.#holder = options.holder;
    this.#renewAt = options.renewAt;
  }

  /**
   * Does something to a join while nobody else does.
   *
   * @throws `ServiceUnavailableError` when another holds it, and
   * `LeaseLostError` from within the work when another has come to hold it
   */
  static async with<T>(
    options: {
      store: JoinStore;
      id: string;
      holder: Holder;
      now?: () => number;
      leaseMs?: number;
      /** When something is due for a join, in milliseconds since 1970. */
      renewAt: (join: Join) => number | undefined;
    },
    work: (hold: JoinHold) => Promise<T>,
  ): Promise<T> {
    const { store, id, holder, now = Date.now, leaseMs = LEASE_MS } = options;
    const { owner, signal } = holder;
    const fence = await store.claim(id, { owner, now: now(), leaseMs });
    const join = fence && (await store.get(id));
    if (!fence || !join) {
      throw new ServiceUnavailableError(
        'remote: something else is being done to this pair of clusters; it is tried again',
      );
    }
    const lease = new Lease({ fence, store, now, leaseMs, stopping: signal });
    lease.start();
    try {
      return await work(new JoinHold({ ...options, join, fence, lease }));
    } finally {
      lease.stop();
      await store.release(fence);
    }
  }

  get join(): Join {
    return this.#join;
  }

  get signal(): AbortSignal {
    return this.#lease.signal;
  }

  /** Throws when another does the work now, or it must stop; called before every write. */
  async keep(): Promise<void> {
    await this.#holder.keep();
    await this.#lease.keep();
  }

  /** Notes what changed, before or after it is done. */
  async note(change: Partial<Join>): Promise<void> {
    const join = { ...this.#join, ...change };
    await this.#store.save(this.#fence, join, this.#renewAt(join));
    this.#join = join;
  }

  /** Forgets the join: it is left. */
  async forget(): Promise<void> {
    await this.#store.remove(this.#fence);
  }
}
