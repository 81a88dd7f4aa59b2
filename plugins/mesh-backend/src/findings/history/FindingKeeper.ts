import { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { FindingHistory } from './FindingHistory';
import { FindingStore } from './FindingStore';

/** How often what came and went is written, in milliseconds. */
const WRITE_MS = 1_000;
/** How often the history of other replicas is read, in milliseconds. */
const SYNC_MS = 30_000;
/** How far back it is read: clocks differ, and writes take a while. */
const OVERLAP_MS = 120_000;
/** How often it is written that findings are still there, in milliseconds. */
const TOUCH_MS = 5 * 60_000;
/** How often what is old is forgotten, in milliseconds. */
const FORGET_MS = 3_600_000;
/** Most resolved findings that are read at the start. */
const MOST_RESOLVED = 5_000;

/**
 * Keeps the history of findings in the database: reads it at the start, writes
 * what came and went a second later, and takes over what other replicas write.
 * While the database is away the history goes on in memory, and is written
 * when it is back.
 */
export class FindingKeeper {
  readonly #history: FindingHistory;
  readonly #store: FindingStore;
  readonly #logger: LoggerService;
  readonly #retentionMs: number;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #isLoaded = false;
  #isAway = false;
  #running: Promise<void> | undefined;
  #due = { sync: 0, touch: 0, forget: 0 };

  constructor(options: {
    history: FindingHistory;
    store: FindingStore;
    logger: LoggerService;
    /** How long what is resolved is kept, in milliseconds. */
    retentionMs: number;
    now?: () => number;
  }) {
    this.#history = options.history;
    this.#store = options.store;
    this.#logger = options.logger;
    this.#retentionMs = options.retentionMs;
    this.#now = options.now ?? Date.now;
  }

  start(): void {
    this.#timer = setInterval(() => this.run(), WRITE_MS);
    this.#timer.unref();
    this.run();
  }

  /** Writes what is not written yet, once more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
    await this.run();
  }

  /** Does what is due; a call while it goes on waits for that. Never rejects. */
  run(): Promise<void> {
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #work(): Promise<void> {
    try {
      await this.#keep();
      this.#isAway = false;
    } catch (error) {
      if (!this.#isAway) {
        this.#logger.warn(
          `the history of findings cannot be read or written (${
            isError(error) ? error.name : 'Error'
          }); it goes on in memory, and is written when the database answers`,
        );
      }
      this.#isAway = true;
    }
  }

  async #keep(): Promise<void> {
    const now = this.#now();
    if (!this.#isLoaded) {
      const rows = await this.#store.load(
        now - this.#retentionMs,
        MOST_RESOLVED,
      );
      this.#history.load(rows, now);
      this.#isLoaded = true;
      this.#due = { sync: now + SYNC_MS, touch: now + TOUCH_MS, forget: now };
    }
    this.#history.tidy(now);
    await this.#write(now);
    if (now >= this.#due.touch) {
      await this.#store.touch(
        this.#history.open().map(({ id }) => id),
        now,
      );
      this.#due.touch = now + TOUCH_MS;
    }
    if (now >= this.#due.sync) {
      this.#history.adopt(
        await this.#store.changedSince(now - SYNC_MS - OVERLAP_MS),
      );
      this.#due.sync = now + SYNC_MS;
    }
    if (now >= this.#due.forget) {
      await this.#store.forget(now - this.#retentionMs);
      this.#due.forget = now + FORGET_MS;
    }
  }

  async #write(now: number): Promise<void> {
    const unwritten = [...this.#history.unwritten];
    if (unwritten.length === 0) {
      return;
    }
    await this.#store.write(unwritten, now);
    this.#history.written(unwritten.length);
    this.#history.adopt(
      await this.#store.find([...new Set(unwritten.map(({ id }) => id))]),
    );
  }
}
