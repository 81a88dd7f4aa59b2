/** It is renewed this long before its end. */
const EXPIRY_SKEW_MS = 60_000;

/** A secret and when it ends. */
export interface EndingSecret<T> {
  secret: T;
  /** Milliseconds since 1970; absent when it is good until refused. */
  expiresAt?: number;
}

/**
 * Keeps a secret until shortly before its end, and fetches it once at a time.
 * Requests go on with the one at hand while the next is fetched, however long
 * that takes; they wait only when there is none, or its end has come.
 */
export class RenewedSecret<T> {
  readonly #fetch: () => Promise<EndingSecret<T>>;
  readonly #warn: (message: string) => void;
  #kept: { secret: T; renewAt: number; expiresAt: number } | undefined;
  #fetching: Promise<T> | undefined;

  /**
   * @param fetch - its errors must not hold a secret; thrown by `get`, or told
   * to `warn` while there still is a secret that is good
   */
  constructor(options: {
    fetch: () => Promise<EndingSecret<T>>;
    warn: (message: string) => void;
  }) {
    this.#fetch = options.fetch;
    this.#warn = options.warn;
  }

  async get(): Promise<T> {
    const kept = this.#kept;
    if (!kept || Date.now() >= kept.expiresAt) {
      return this.#fetchOnce();
    }
    if (Date.now() >= kept.renewAt && !this.#fetching) {
      this.#fetchOnce().catch(error =>
        this.#warn(
          `${
            (error as Error).message
          }; the credentials at hand last until ${new Date(
            kept.expiresAt,
          ).toISOString()}`,
        ),
      );
    }
    return kept.secret;
  }

  /** The server refused it: the next one is fetched. */
  forget(): void {
    this.#kept = undefined;
  }

  #fetchOnce(): Promise<T> {
    this.#fetching ??= this.#renew().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #renew(): Promise<T> {
    const { secret, expiresAt = Infinity } = await this.#fetch();
    // One that lives shorter than the skew is used for half its life.
    const skew = Math.min(EXPIRY_SKEW_MS, (expiresAt - Date.now()) / 2);
    this.#kept = { secret, expiresAt, renewAt: expiresAt - skew };
    return secret;
  }
}
