/**
 * Lets a few do at once what costs this process time, in the order in which
 * they came. A place is given up after a while even when it is not done: who
 * waits for a server that is slow keeps nobody else from working.
 */
export class Places {
  readonly #longestMs: number;
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(options: { count: number; longestMs: number }) {
    this.#free = options.count;
    this.#longestMs = options.longestMs;
  }

  /** Resolves once there is a place; returns how to give it up. */
  async enter(): Promise<() => void> {
    if (this.#free > 0) {
      this.#free -= 1;
    } else {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
    let isHeld = true;
    const giveUp = () => {
      if (isHeld) {
        isHeld = false;
        this.#release();
      }
    };
    const timer = setTimeout(giveUp, this.#longestMs);
    timer.unref();
    return () => {
      clearTimeout(timer);
      giveUp();
    };
  }

  #release() {
    const next = this.#waiting.shift();
    if (next) {
      // The place goes on to the next.
      next();
    } else {
      this.#free += 1;
    }
  }
}
