import { ClusterInventory, WatchedKindName } from '../inventory';

/**
 * Tells of the changes of one cluster: at once of the first, then at most once
 * an interval of all that came since, so that the last one is never lost.
 */
export class ClusterChanges {
  readonly #cluster: ClusterInventory;
  readonly #tell: (kinds: WatchedKindName[]) => Promise<void>;
  readonly #intervalMs: number;
  readonly #stopListening: (() => void)[] = [];
  readonly #kinds = new Set<WatchedKindName>();
  #isDue = false;
  #isTelling = false;
  #lastTold = -Infinity;
  #state: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: {
    cluster: ClusterInventory;
    intervalMs: number;
    /** No kind means that it is how well the cluster is known. Must not throw. */
    tell: (kinds: WatchedKindName[]) => Promise<void>;
  }) {
    this.#cluster = options.cluster;
    this.#intervalMs = options.intervalMs;
    this.#tell = options.tell;
    for (const { kind } of options.cluster.statuses()) {
      const name = kind as WatchedKindName;
      this.#stopListening.push(
        options.cluster.store(name).onChange(() => this.#note(name)),
      );
    }
  }

  /** Looks whether the cluster is known as well as before; nobody tells of it. */
  lookAtState(): void {
    const { state, failures } = this.#cluster.freshness();
    const now = JSON.stringify([state, failures]);
    if (this.#state !== undefined && this.#state !== now) {
      this.#schedule();
    }
    this.#state = now;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#stopListening.forEach(stop => stop());
  }

  #note(kind: WatchedKindName) {
    this.#kinds.add(kind);
    this.#schedule();
  }

  #schedule() {
    this.#isDue = true;
    if (this.#timer || this.#isTelling) {
      return;
    }
    const waitMs = this.#lastTold + this.#intervalMs - Date.now();
    this.#timer = setTimeout(() => this.#fire(), Math.max(0, waitMs));
    this.#timer.unref();
  }

  async #fire() {
    const kinds = [...this.#kinds];
    this.#kinds.clear();
    this.#timer = undefined;
    this.#isDue = false;
    this.#isTelling = true;
    this.#lastTold = Date.now();
    await this.#tell(kinds);
    this.#isTelling = false;
    if (this.#isDue) {
      this.#schedule();
    }
  }
}
