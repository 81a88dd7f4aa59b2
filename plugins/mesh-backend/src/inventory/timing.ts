/** How often and how long; milliseconds unless said otherwise. */
export interface InventoryTiming {
  /** Objects a page of a list. */
  pageSize: number;
  /** Range of the server's own time limit of a watch, in seconds. */
  watchSeconds: { min: number; max: number };
  /** How long after its time limit a watch that says nothing is given up. */
  watchMarginMs: number;
  /**
   * How long a watch may say nothing once the server has been seen to send
   * bookmarks. A real API server sends one a minute.
   */
  idleMs: number;
  /** First and longest wait between attempts; the wait is random below it. */
  backoff: { baseMs: number; maxMs: number };
  /** How long a kind that was readable may be refused before it counts as forbidden. */
  forbiddenGraceMs: number;
  /** Longest wait before asking again for a kind that is forbidden. */
  forbiddenRetryMs: number;
  /** Wait before asking again for a kind that is not served. */
  notServedRetryMs: number;
  /** Time between two signs of life while the cluster answers. */
  heartbeatMs: number;
  /** The same while it does not. */
  heartbeatRetryMs: number;
  /** How long the answer to a sign of life may take. */
  heartbeatTimeoutMs: number;
  /** Time between two questions to istiod for its version. */
  versionRefreshMs: number;
}

export const DEFAULT_TIMING: InventoryTiming = {
  pageSize: 500,
  watchSeconds: { min: 240, max: 480 },
  watchMarginMs: 30_000,
  idleMs: 150_000,
  backoff: { baseMs: 500, maxMs: 60_000 },
  forbiddenGraceMs: 15_000,
  forbiddenRetryMs: 60_000,
  notServedRetryMs: 60_000,
  heartbeatMs: 15_000,
  heartbeatRetryMs: 5_000,
  heartbeatTimeoutMs: 10_000,
  versionRefreshMs: 300_000,
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
