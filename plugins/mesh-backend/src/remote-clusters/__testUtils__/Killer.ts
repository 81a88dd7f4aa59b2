/** A process was killed. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Ends a process at the nth boundary of a write, to a cluster or to the database. */
export class Killer {
  #left: number;
  #dead = false;
  readonly #when: 'before' | 'after';

  constructor(at: number, when: 'before' | 'after') {
    this.#left = at;
    this.#when = when;
  }

  get struck(): boolean {
    return this.#dead;
  }

  async write<T>(run: () => Promise<T>): Promise<T> {
    this.check();
    this.#left -= 1;
    const isMine = this.#left === 0;
    if (isMine && this.#when === 'before') {
      this.#dead = true;
      throw new Crash('before a write');
    }
    const result = await run();
    if (isMine) {
      this.#dead = true;
      throw new Crash('after a write');
    }
    return result;
  }

  /** Who is dead does nothing more. */
  check(): void {
    if (this.#dead) {
      throw new Crash('dead');
    }
  }
}
