/** Thrown when what follows cannot be tried; the check that caused it is counted already. */
export class Abandoned extends Error {}

/**
 * Runs named checks one after the other, prints each with its outcome, and
 * adds them up.
 */
export class Checks {
  passed = 0;
  failed = 0;
  skipped = 0;

  /** Prints a heading and runs a part; a check of it that `must` hold ends only this part. */
  async part(title: string, run: () => Promise<void>): Promise<void> {
    console.log(`\n${title}`);
    try {
      await run();
    } catch (error) {
      if (error instanceof Abandoned) {
        console.log(`      (the rest of this part was not tried)`);
      } else {
        this.#fail(`${title}, outside a check`, error);
      }
    }
  }

  /** Runs one check and answers whether it held. */
  async check(name: string, run: () => Promise<unknown>): Promise<boolean> {
    const started = Date.now();
    try {
      await run();
      this.passed++;
      const seconds = (Date.now() - started) / 1000;
      console.log(
        `ok    ${name}${seconds > 2 ? ` (${seconds.toFixed(1)} s)` : ''}`,
      );
      return true;
    } catch (error) {
      this.#fail(name, error);
      return false;
    }
  }

  /** Runs a check that everything after it needs. */
  async must(name: string, run: () => Promise<unknown>): Promise<void> {
    if (!(await this.check(name, run))) {
      throw new Abandoned(name);
    }
  }

  /** Counts what is not tried here, with the reason. */
  skip(name: string, reason: string): void {
    this.skipped++;
    console.log(`skip  ${name}: ${reason}`);
  }

  /** Prints the one line that counts and sets the exit code. */
  finish(): void {
    console.log(
      `\n${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`,
    );
    process.exitCode = this.failed > 0 ? 1 : 0;
  }

  #fail(name: string, error: unknown): void {
    this.failed++;
    const text = error instanceof Error ? error.message : String(error);
    console.log(`FAIL  ${name}: ${text.slice(0, 2000)}`);
  }
}
