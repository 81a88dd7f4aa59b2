import { StatusError } from './api/status';

/** What {@link Faults} can break beyond its own state. */
export interface FaultTargets {
  dropWatches(): void;
  expireWatches(): void;
  muteWatches(): void;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** The body of `POST /faults`; every field is optional. */
export interface FaultSwitches {
  /** Break every open watch. */
  dropWatches?: boolean;
  /** Compact the event log: open watches get an in-stream 410. */
  expireWatches?: boolean;
  /** Answer the next N requests with 429 and `Retry-After`. */
  tooManyRequests?: { count: number; retryAfterSeconds?: number };
  /** Delay every answer, in milliseconds. */
  latencyMs?: number;
  /** Watches, open and new, stay open and silent. */
  halfOpen?: boolean;
  /** Answer every bearer token with 401. */
  expiredTokens?: boolean;
  /** Answer 403 for these kinds, named as `Pod` or `pods`. */
  refuseKinds?: string[];
  /** Take the API down. */
  stop?: boolean;
  /** Bring the API back up. */
  start?: boolean;
  /** End every fault. */
  clear?: boolean;
}

const known: Record<keyof FaultSwitches, (value: unknown) => boolean> = {
  dropWatches: value => typeof value === 'boolean',
  expireWatches: value => typeof value === 'boolean',
  tooManyRequests: (value: any) =>
    Number.isInteger(value?.count) &&
    value.count >= 0 &&
    (value.retryAfterSeconds === undefined ||
      (Number.isInteger(value.retryAfterSeconds) &&
        value.retryAfterSeconds >= 0)),
  latencyMs: value => typeof value === 'number' && value >= 0,
  halfOpen: value => typeof value === 'boolean',
  expiredTokens: value => typeof value === 'boolean',
  refuseKinds: value =>
    Array.isArray(value) && value.every(kind => typeof kind === 'string'),
  stop: value => typeof value === 'boolean',
  start: value => typeof value === 'boolean',
  clear: value => typeof value === 'boolean',
};

/** The faults of one cluster. */
export class Faults {
  private switches: FaultSwitches = {};

  constructor(private readonly targets: FaultTargets) {}

  /** The faults that are on. */
  get active(): Readonly<FaultSwitches> {
    return this.switches;
  }

  /**
   * Turns faults on or off; fields that are absent stay as they are.
   *
   * @throws Error that names a field which is unknown or of the wrong type.
   */
  async set(wanted: FaultSwitches): Promise<void> {
    for (const [name, value] of Object.entries(wanted)) {
      const check =
        Object.hasOwn(known, name) && known[name as keyof FaultSwitches];
      if (!check) {
        throw new Error(
          `${name} is no fault. Use one of ${Object.keys(known).join(', ')}.`,
        );
      }
      if (!check(value)) {
        throw new Error(`${name}: ${JSON.stringify(value)} is not understood.`);
      }
    }
    const { dropWatches, expireWatches, stop, start, clear, ...lasting } =
      wanted;
    if (clear) this.switches = {};
    // A copy: the count goes down, and the same body may be for several clusters.
    Object.assign(this.switches, structuredClone(lasting));
    if (dropWatches) this.targets.dropWatches();
    if (expireWatches) this.targets.expireWatches();
    if (lasting.halfOpen) this.targets.muteWatches();
    if (stop) await this.targets.stop();
    if (start || clear) await this.targets.start();
  }

  /** Waits or throws as the faults want it, before a request is answered. */
  async beforeRequest(): Promise<void> {
    const { latencyMs, tooManyRequests } = this.switches;
    if (latencyMs) {
      await new Promise(resolve => {
        setTimeout(resolve, latencyMs);
      });
    }
    if (tooManyRequests && tooManyRequests.count > 0) {
      tooManyRequests.count -= 1;
      const { retryAfterSeconds = 1 } = tooManyRequests;
      throw new StatusError(
        429,
        'TooManyRequests',
        'Too many requests, please try again later.',
        { retryAfterSeconds },
      );
    }
  }

  /** True when a kind is refused. */
  refuses(type: { kind: string; plural: string }): boolean {
    const kinds = this.switches.refuseKinds ?? [];
    return kinds.includes(type.kind) || kinds.includes(type.plural);
  }
}
