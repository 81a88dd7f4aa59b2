import { MovableClock } from './MovableClock';

/**
 * What a service remembers of the keys that callers sent: for as long as the
 * real one does, by a clock that can be moved. Two calls with one key at the
 * same time are one as well.
 */
export class IdempotencyMemory<T> {
  readonly #clock: MovableClock;
  readonly #lifetimeMs: number;
  readonly #kept = new Map<string, { made: Promise<T>; since: number }>();

  /** @param lifetimeSeconds - AWS Private CA 300, Google CAS 3600 */
  constructor(clock: MovableClock, lifetimeSeconds: number) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeSeconds * 1000;
  }

  /** Makes it, or gives what was made for the key. A failure is not kept. */
  async once(key: string | undefined, make: () => Promise<T>): Promise<T> {
    if (key === undefined) return make();
    const now = this.#clock.now().getTime();
    const known = this.#kept.get(key);
    if (known && now - known.since < this.#lifetimeMs) return known.made;
    const made = make();
    const entry = { made, since: now };
    this.#kept.set(key, entry);
    try {
      return await made;
    } catch (error) {
      if (this.#kept.get(key) === entry) this.#kept.delete(key);
      throw error;
    }
  }
}
