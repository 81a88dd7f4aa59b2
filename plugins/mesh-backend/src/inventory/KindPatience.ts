import { backoffMs, InventoryTiming } from './timing';

/** So often in a row something may go wrong before it counts as a failure. */
const TOLERATED = 2;
/** First wait after a refusal. */
const FIRST_REFUSAL_MS = 250;

/** How often in a row a kind could not be followed, and how long to wait then. */
export class KindPatience {
  readonly #timing: InventoryTiming;
  #failures = 0;
  /** Since when, and how often in a row, the answer is 403. */
  #refused: { since: number; times: number } | undefined;

  constructor(timing: InventoryTiming) {
    this.#timing = timing;
  }

  /** Whether it went wrong too often in a row to be called chance. */
  get isLost(): boolean {
    return this.#failures > TOLERATED;
  }

  /** It went well for a while. */
  lasted(): void {
    this.#failures = 0;
  }

  /** The cluster let us in. */
  admitted(): void {
    this.#refused = undefined;
  }

  /**
   * Waits begin short again: how often a server failed that was down says
   * nothing of one that is up.
   */
  forget(): void {
    this.#failures = 0;
    if (this.#refused) {
      this.#refused.times = 0;
    }
  }

  /** It told something and ended soon: it is not to be asked without a pause. */
  afterShort(): number {
    this.#failures = 0;
    return backoffMs(1, this.#timing.backoff);
  }

  /** It failed once more; returns how long to wait. */
  afterFailure(): number {
    this.#failures += 1;
    return backoffMs(this.#failures, this.#timing.backoff);
  }

  /** The server has lost the way from where we were: a list at once, but not for ever at once. */
  afterExpiry(): number {
    const waitMs = this.afterFailure();
    return this.#failures === 1 ? 0 : waitMs;
  }

  /**
   * It was refused (403). An API server that has just started refuses everybody
   * until it has read its roles, so the question is repeated soon at first.
   *
   * @returns how long to wait, and whether it has been refused for too long to
   * be a server's start
   */
  afterRefusal(): { waitMs: number; isLasting: boolean } {
    this.#failures += 1;
    const { forbiddenGraceMs, forbiddenRetryMs } = this.#timing;
    const { since, times } = this.#refused ?? { since: Date.now(), times: 0 };
    this.#refused = { since, times: times + 1 };
    return {
      waitMs: Math.min(forbiddenRetryMs, FIRST_REFUSAL_MS * 2 ** times),
      isLasting: Date.now() - since >= forbiddenGraceMs,
    };
  }
}
