/** How long the pieces of one turn may take together, unless one alone takes longer. */
const TURN_MS = 8;

/**
 * Runs pieces of work that take milliseconds in the order in which they came,
 * a few in each turn of the event loop. When many clusters send large answers
 * at once, whoever asks us is answered between them.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  readonly #turnMs: number;

  constructor(turnMs = TURN_MS) {
    this.#turnMs = turnMs;
  }

  /** Resolves with what `work` returns; rejects with what it throws. */
  run<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
      if (this.#waiting.length === 1) {
        setImmediate(() => this.#turn());
      }
    });
  }

  #turn() {
    const end = performance.now() + this.#turnMs;
    let done = 0;
    do {
      this.#waiting[done]();
      done += 1;
    } while (done < this.#waiting.length && performance.now() < end);
    this.#waiting.splice(0, done);
    if (this.#waiting.length > 0) {
      setImmediate(() => this.#turn());
    }
  }
}

/** Those of this process. */
export const turns = new Turns();
