import { sleep } from './timing';

/** When the work on a kind waits, and what ends its waits and its watch. */
export class KindPauses {
  readonly #stop = new AbortController();
  #interrupt = new AbortController();
  /** Ends the next wait, also one that has not begun. */
  #hurry = new AbortController();
  #retryAfterMs = 0;

  /** Aborted when the work ends. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** Aborted when the open watch is to be given up. */
  get interrupted(): AbortSignal {
    return this.#interrupt.signal;
  }

  /** Does a step, waits as long as it returns, and again, until `stop`. */
  async repeat(step: () => Promise<number>): Promise<void> {
    while (!this.stopped.aborted) {
      const hurry = new AbortController();
      this.#hurry = hurry;
      const waitMs = await step();
      if (this.#retryAfterMs > 0) {
        // What the server asks for is not cut short.
        await sleep(this.#retryAfterMs, this.stopped);
        this.#retryAfterMs = 0;
      }
      if (waitMs > 0) {
        await sleep(waitMs, hurry.signal);
      }
    }
  }

  /** The server asked for this before the next step. */
  retryAfter(ms: number): void {
    this.#retryAfterMs = ms;
  }

  /** Gives up the open watch. */
  interrupt(): void {
    const interrupted = this.#interrupt;
    this.#interrupt = new AbortController();
    interrupted.abort();
  }

  /** Gives up a wait, except what a Retry-After asked for. */
  hurry(): void {
    this.#hurry.abort();
  }

  stop(): void {
    this.#stop.abort();
    this.#interrupt.abort();
    this.#hurry.abort();
  }
}
