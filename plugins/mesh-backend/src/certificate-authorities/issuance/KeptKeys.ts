import { KeyObject } from 'crypto';

/**
 * Private keys of issuances that are under way in this process, in memory and
 * nowhere else. A key is let go of when its time is over, so that a call whose
 * answer was lost is repeated with it only while the authority remembers.
 */
export class KeptKeys {
  readonly #keys = new Map<string, { key: KeyObject; until: number }>();
  readonly #now: () => number;

  constructor(options: { now: () => number }) {
    this.#now = options.now;
  }

  /** @param until - milliseconds since 1970 */
  keep(issuance: string, key: KeyObject, until: number): void {
    this.#sweep();
    this.#keys.set(issuance, { key, until });
  }

  /** Undefined when this process has none, or no longer. */
  find(issuance: string): KeyObject | undefined {
    this.#sweep();
    return this.#keys.get(issuance)?.key;
  }

  forget(issuance: string): void {
    this.#keys.delete(issuance);
  }

  /** Issuances whose keys are held now. */
  held(): string[] {
    this.#sweep();
    return [...this.#keys.keys()];
  }

  #sweep(): void {
    const now = this.#now();
    for (const [issuance, { until }] of this.#keys) {
      if (until <= now) {
        this.#keys.delete(issuance);
      }
    }
  }
}
