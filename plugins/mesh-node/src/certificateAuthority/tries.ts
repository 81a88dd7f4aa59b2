import { setTimeout } from 'node:timers/promises';
import { ServiceUnavailableError } from '@backstage/errors';

/** How often a service is asked, and for how long; in milliseconds. */
export interface Patience {
  /** Tries in all. */
  tries: number;
  /** Limit of the first wait; it doubles with every try, the wait is random below it. */
  firstWaitMs: number;
  maxWaitMs: number;
  /** How long one try may take. */
  tryTimeoutMs: number;
  /**
   * How long after the first try another may begin. Well below the time for
   * which the service remembers the request.
   */
  withinMs: number;
}

/** Five tries within some ten seconds where each is answered at once. */
export const DEFAULT_PATIENCE: Patience = {
  tries: 5,
  firstWaitMs: 500,
  maxWaitMs: 5_000,
  tryTimeoutMs: 20_000,
  withinMs: 180_000,
};

/** What to do after a try that failed. */
export type Again = boolean | { afterMs: number };

class TryTimeout extends Error {}

/**
 * Asks a service until it answers.
 *
 * What is tried must have the same effect once as several times, because the
 * answer to an earlier try may be the one that was lost. Whatever a client
 * library tries again by itself should be switched off.
 *
 * @param run - one try; its signal aborts with the caller's and at the end of the try's time
 * @throws what `run` threw when `again` says no; ServiceUnavailableError with
 * the last failure as its cause when all tries are used up, when a try did not
 * end in time or when the caller's signal aborts
 */
export async function tryUntilAnswered<T>(
  run: (signal: AbortSignal) => Promise<T>,
  options: {
    /** What is asked for, e.g. `The issue of a certificate by Google CAS`. */
    what: string;
    signal: AbortSignal;
    again: (error: unknown) => Again;
    /**
     * Of a call that changes something: whether it may have been carried out
     * although it failed so. A refusal of a later try is then no refusal of the
     * whole, and is thrown as ServiceUnavailableError.
     */
    inDoubt?: (error: unknown) => boolean;
    patience?: Partial<Patience>;
  },
): Promise<T> {
  const { what, signal, again, inDoubt = () => false } = options;
  let doubtful = false;
  const patience = { ...DEFAULT_PATIENCE, ...options.patience };
  const until = Date.now() + patience.withinMs;
  for (let tried = 1; ; tried++) {
    if (signal.aborted) {
      throw new ServiceUnavailableError(`${what} was called off`);
    }
    let failure: unknown;
    try {
      return await bounded(run, signal, patience.tryTimeoutMs);
    } catch (error) {
      failure = error;
    }
    if (signal.aborted) {
      throw new ServiceUnavailableError(
        `${what} was called off before it was answered`,
        failure,
      );
    }
    const verdict = failure instanceof TryTimeout || again(failure);
    if (!verdict) {
      throw doubtful
        ? new ServiceUnavailableError(
            `${what} was refused after an earlier try may have been carried out`,
            failure,
          )
        : failure;
    }
    doubtful ||= failure instanceof TryTimeout || inDoubt(failure);
    if (tried >= patience.tries || Date.now() >= until) {
      throw new ServiceUnavailableError(
        `${what} was not answered in ${tried} ${tried === 1 ? 'try' : 'tries'}`,
        failure,
      );
    }
    await pause(
      typeof verdict === 'object'
        ? Math.min(verdict.afterMs, patience.maxWaitMs)
        : waitMs(tried, patience),
      signal,
    );
  }
}

/** Ends with the signal or the time although `run` may not heed either. */
async function bounded<T>(
  run: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  ms: number,
): Promise<T> {
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const clock = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    both.addEventListener('abort', () => reject(both.reason), { once: true });
  });
  const timeout = setTimeout(ms, undefined, { signal: clock.signal }).then(
    () => over.abort(new TryTimeout(`no answer within ${ms / 1000} seconds`)),
    () => undefined,
  );
  try {
    return await Promise.race([run(both), ended]);
  } finally {
    clock.abort();
    await timeout;
  }
}

function waitMs(tried: number, { firstWaitMs, maxWaitMs }: Patience): number {
  const limit = Math.min(maxWaitMs, firstWaitMs * 2 ** (tried - 1));
  return limit / 2 + (Math.random() * limit) / 2;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}
