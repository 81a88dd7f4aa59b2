import { InputError } from '@backstage/errors';
import {
  MeshClusterDetails,
  MeshClusterSupplier,
} from '@meshport/backstage-plugin-mesh-node';
import { setTimeout as wait } from 'timers/promises';

const ANSWER_TIMEOUT_MS = 30_000;

/** Asks one supplier again and again, and keeps its last answer. */
export class SupplierPoll {
  /** Says who it is, e.g. `supplier 'fleet'`. */
  readonly source: string;
  readonly #supplier: MeshClusterSupplier;
  readonly #timeoutMs: number;
  #clusters: MeshClusterDetails[] = [];
  #problem: string | undefined;
  #since: number | undefined;

  constructor(options: {
    supplier: MeshClusterSupplier;
    /** Its place among the suppliers, from 1. */
    number: number;
    /** Milliseconds until a question counts as failed; default 30,000. */
    timeoutMs?: number;
  }) {
    const { supplier, number } = options;
    this.source = supplier.name
      ? `supplier '${supplier.name}'`
      : `supplier ${number}`;
    this.#supplier = supplier;
    this.#timeoutMs = options.timeoutMs ?? ANSWER_TIMEOUT_MS;
  }

  /** What it named last; empty before its first answer. */
  get clusters(): MeshClusterDetails[] {
    return this.#clusters;
  }

  /** Why its last answer is not there. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Since when it fails, in milliseconds since 1970. */
  get since(): number | undefined {
    return this.#since;
  }

  /** Asks until the signal aborts; never throws. */
  async run(options: {
    signal: AbortSignal;
    intervalMs: () => number;
    onAnswer: () => void;
  }): Promise<void> {
    const { signal } = options;
    while (!signal.aborted) {
      await this.#ask(signal);
      if (signal.aborted) {
        return;
      }
      options.onAnswer();
      await pause(options.intervalMs(), signal);
    }
  }

  async #ask(stop: AbortSignal): Promise<void> {
    const answered = new AbortController();
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const signal = AbortSignal.any([stop, timeout]);
    try {
      const clusters = await Promise.race([
        this.#supplier.getClusters({ signal }),
        // A supplier that does not heed the signal is not waited for.
        abortion(signal, answered.signal),
      ]);
      if (!Array.isArray(clusters)) {
        throw new InputError('its answer is no list of clusters');
      }
      // A copy, because what is compared later must not change in between.
      this.#clusters = JSON.parse(JSON.stringify(clusters));
      this.#problem = undefined;
      this.#since = undefined;
    } catch (error) {
      const words = timeout.aborted
        ? `it did not answer in ${this.#timeoutMs / 1000} s`
        : (error as Error)?.message ?? String(error);
      this.#problem = `${this.source} of clusters failed: ${words}; its clusters stay as they were`;
      this.#since ??= Date.now();
    } finally {
      answered.abort();
    }
  }
}

/** Rejects when `signal` aborts, unless `done` aborts before. */
export function abortion(
  signal: AbortSignal,
  done: AbortSignal,
): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), {
      once: true,
      signal: done,
    });
  });
}

/** Waits, or until the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}
