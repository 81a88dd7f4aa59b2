/** How often and how long; milliseconds unless said otherwise. */
export interface InventoryTiming {
  /** Objects a page of a list. */
  pageSize: number;
  /** Range of the server's own time limit of a watch, in seconds. */
  watchSeconds: { min: number; max: number };
  /** How long after its time limit a watch that says nothing is given up. */
  watchMarginMs: number;
  /**
   * How long a watch may say nothing before it is opened anew. A real API
   * server sends a bookmark a minute.
   */
  idleMs: number;
  /** How long a page of a list and the opening of a watch may take. */
  listTimeoutMs: number;
  /** First and longest wait between attempts; the wait is random below it. */
  backoff: { baseMs: number; maxMs: number };
  /** A Retry-After that asks for more is not believed. */
  maxRetryAfterMs: number;
  /** Wait before a kind is listed again that is too large to be read. */
  tooLargeRetryMs: number;
  /** How long a kind that was readable may be refused before it counts as forbidden. */
  forbiddenGraceMs: number;
  /** Longest wait before asking again for a kind that is forbidden. */
  forbiddenRetryMs: number;
  /** Wait before asking again for a kind that is not served. */
  notServedRetryMs: number;
  /** Time between two signs of life while the cluster answers. */
  heartbeatMs: number;
  /** The same, at most, while it does not, and after trouble; at least half of it. */
  heartbeatRetryMs: number;
  /** How long the answer to a sign of life may take. */
  heartbeatTimeoutMs: number;
  /** Time between two questions to istiod for its version, and for its proxies. */
  versionRefreshMs: number;
  /** How long changes of proxies are let pass before istiod is asked for them. */
  proxySettleMs: number;
  /** Shortest time between two such questions. */
  proxyPauseMs: number;
}

export const DEFAULT_TIMING: InventoryTiming = {
  pageSize: 500,
  watchSeconds: { min: 240, max: 480 },
  watchMarginMs: 30_000,
  idleMs: 80_000,
  listTimeoutMs: 60_000,
  backoff: { baseMs: 500, maxMs: 60_000 },
  maxRetryAfterMs: 600_000,
  tooLargeRetryMs: 600_000,
  forbiddenGraceMs: 15_000,
  forbiddenRetryMs: 60_000,
  notServedRetryMs: 60_000,
  heartbeatMs: 15_000,
  heartbeatRetryMs: 3_000,
  heartbeatTimeoutMs: 10_000,
  versionRefreshMs: 300_000,
  proxySettleMs: 3_000,
  proxyPauseMs: 15_000,
};

/** Full jitter: anywhere between nothing and the exponential limit. */
export function backoffMs(
  attempt: number,
  { baseMs, maxMs }: InventoryTiming['backoff'],
): number {
  return Math.random() * Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30));
}

/** Waits, or less when the signal aborts; never throws. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    timer.unref?.();
    function stop() {
      clearTimeout(timer);
      resolve();
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}
