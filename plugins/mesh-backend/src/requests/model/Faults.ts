/** The process ended at this point. */
export class Crash extends Error {
  name = 'Crash';
}

/** What happens at a boundary of a write. */
export type Fault = 'crashBefore' | 'crashAfter' | 'stallBefore' | 'stallAfter';

/**
 * Lets something happen at the boundary of one write of one instance: the
 * process ends, or it is held up longer than its lease lasts.
 */
export class Faults {
  #armed: { fault: Fault; afterWrites: number } | undefined;
  #dead = false;
  readonly #stall: () => Promise<void>;

  /** @param stall - what goes on in the world while this instance is held up. */
  constructor(stall: () => Promise<void>) {
    this.#stall = stall;
  }

  arm(fault: Fault, afterWrites: number): void {
    this.#armed = { fault, afterWrites };
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** Runs a write with what is armed at its boundaries. */
  async around<T>(write: () => Promise<T>): Promise<T> {
    this.#refuseDead();
    const fault = this.#due();
    if (fault === 'crashBefore') {
      this.#die();
    }
    if (fault === 'stallBefore') {
      await this.#stall();
    }
    const result = await write();
    if (fault === 'crashAfter') {
      this.#die();
    }
    if (fault === 'stallAfter') {
      await this.#stall();
    }
    return result;
  }

  /** A read of a process that has ended does not happen either. */
  async read<T>(read: () => Promise<T>): Promise<T> {
    this.#refuseDead();
    return read();
  }

  #due(): Fault | undefined {
    if (!this.#armed) {
      return undefined;
    }
    if (this.#armed.afterWrites > 0) {
      this.#armed.afterWrites -= 1;
      return undefined;
    }
    const { fault } = this.#armed;
    this.#armed = undefined;
    return fault;
  }

  #die(): never {
    this.#dead = true;
    throw new Crash('the process ended');
  }

  #refuseDead(): void {
    if (this.#dead) {
      throw new Crash('the process has ended');
    }
  }
}
