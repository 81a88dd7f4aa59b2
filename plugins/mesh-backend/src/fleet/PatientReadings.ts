/** An answer of before stands in for one that is late, for so many milliseconds. */
const KEPT_MS = 5 * 60_000;
/** Answers that are kept at most; the oldest go first. */
const MOST_KEPT = 200;

/** What a reading gave in time: its answer or its error, or nothing so far. */
export type Reading<T> =
  | { state: 'read'; value: T }
  | { state: 'failed'; error: Error }
  | { state: 'pending' };

/**
 * Waits only so long for what clusters are asked for: one that does not answer
 * must not hold up a page about all of them. What comes late is kept for the
 * next reader.
 */
export class PatientReadings<T> {
  readonly #limitMs: number;
  readonly #kept = new Map<string, { value: T; at: number }>();
  readonly #underWay = new Map<string, Promise<T>>();

  constructor(options: { limitMs: number }) {
    this.#limitMs = options.limitMs;
  }

  /**
   * @param key - a text that is the same only for who may read the same
   */
  async read(key: string, make: () => Promise<T>): Promise<Reading<T>> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>(resolve => {
      timer = setTimeout(resolve, this.#limitMs, undefined);
    });
    try {
      const value = await Promise.race([
        this.#reading(key, make).then(one => ({ one })),
        late,
      ]);
      return value ? { state: 'read', value: value.one } : this.#before(key);
    } catch (error) {
      return { state: 'failed', error: error as Error };
    } finally {
      clearTimeout(timer);
    }
  }

  #reading(key: string, make: () => Promise<T>): Promise<T> {
    const underWay = this.#underWay.get(key);
    if (underWay) {
      return underWay;
    }
    const reading = make()
      .then(value => {
        this.#keep(key, value);
        return value;
      })
      .finally(() => this.#underWay.delete(key));
    // Whoever still waits hears of the error; late ones ask anew.
    reading.catch(() => this.#kept.delete(key));
    this.#underWay.set(key, reading);
    return reading;
  }

  #keep(key: string, value: T): void {
    this.#kept.delete(key);
    this.#kept.set(key, { value, at: Date.now() });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT) {
      this.#kept.delete(oldest);
    }
  }

  #before(key: string): Reading<T> {
    const kept = this.#kept.get(key);
    return kept && Date.now() - kept.at < KEPT_MS
      ? { state: 'read', value: kept.value }
      : { state: 'pending' };
  }
}
