import { ShownAnswer } from '../entities';
import { WatchedKindName } from '../inventory';

/**
 * How long after its last question a page counts as open, in milliseconds. An
 * open page asks at least once a minute.
 */
const OPEN_MS = 150_000;
/** Answers that are remembered at most; the oldest go first. */
const MOST_ANSWERS = 5_000;

interface Remembered {
  shown: ShownAnswer;
  until: number;
}

/** The answers that are on somebody's page now. */
export class Audience {
  readonly #answers = new Map<string, Remembered>();

  /**
   * Somebody was shown an answer. Another page of theirs may show the one before
   * to the same question, which therefore stays the one to compare with.
   */
  note(shown: ShownAnswer): void {
    const key = `${shown.user} ${shown.question}`;
    const before = this.#answers.get(key);
    const etag =
      before && Date.now() < before.until ? before.shown.etag : shown.etag;
    this.#answers.delete(key);
    this.#answers.set(key, {
      shown: { ...shown, etag },
      until: Date.now() + OPEN_MS,
    });
    for (const [oldest, { until }] of this.#answers) {
      if (this.#answers.size <= MOST_ANSWERS && Date.now() < until) {
        return;
      }
      this.#answers.delete(oldest);
    }
  }

  /** All of them. */
  all(): ShownAnswer[] {
    const now = Date.now();
    return [...this.#answers.values()]
      .filter(({ until }) => now < until)
      .map(({ shown }) => shown);
  }

  /** The answers that were made from one of these kinds of a cluster; of any kind when none is named. */
  concerned(cluster: string, kinds: readonly WatchedKindName[]): ShownAnswer[] {
    const now = Date.now();
    return [...this.#answers.values()]
      .filter(({ shown, until }) => {
        const read = shown.kinds.get(cluster);
        return (
          now < until &&
          read !== undefined &&
          (kinds.length === 0 || kinds.some(kind => read.includes(kind)))
        );
      })
      .map(({ shown }) => shown);
  }
}
