import { ReadRecord } from './ReadRecord';

/** Answers that are kept at most. */
const MOST_ANSWERS = 2_000;
/** Characters of JSON that are kept at most, about 64 MB of memory. */
const MOST_WEIGHT = 32_000_000;

interface Kept<T> {
  value: T;
  record: ReadRecord;
  weight: number;
}

/**
 * Keeps answers until what they were made from changes, the last used ones
 * first. The key has to hold everything else that an answer depends on: the
 * question and the caller's decision.
 */
export class AnswerCache<T> {
  readonly #kept = new Map<string, Kept<T>>();
  readonly #limits: { answers: number; weight: number };
  #weight = 0;

  constructor(limits = { answers: MOST_ANSWERS, weight: MOST_WEIGHT }) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** What is kept under the key, unless it would be another one by now. */
  get(key: string): T | undefined {
    const kept = this.#kept.get(key);
    if (!kept) {
      return undefined;
    }
    this.#kept.delete(key);
    if (!kept.record.holds()) {
      this.#weight -= kept.weight;
      return undefined;
    }
    this.#kept.set(key, kept);
    return kept.value;
  }

  /**
   * @param weight - about how many characters it takes
   */
  put(key: string, value: T, record: ReadRecord, weight: number): void {
    this.#weight -= this.#kept.get(key)?.weight ?? 0;
    this.#kept.delete(key);
    if (weight > this.#limits.weight / 4) {
      // It would drive out everything else.
      return;
    }
    this.#kept.set(key, { value, record, weight });
    this.#weight += weight;
    for (const [oldest, kept] of this.#kept) {
      if (
        this.#kept.size <= this.#limits.answers &&
        this.#weight <= this.#limits.weight
      ) {
        return;
      }
      this.#kept.delete(oldest);
      this.#weight -= kept.weight;
    }
  }
}
