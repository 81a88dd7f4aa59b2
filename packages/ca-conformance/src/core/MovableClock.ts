/** The services' time: this machine's, moved by hand. */
export class MovableClock {
  #ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  /** @param seconds - may be negative */
  advance(seconds: number): void {
    this.#ahead += seconds * 1000;
  }
}
