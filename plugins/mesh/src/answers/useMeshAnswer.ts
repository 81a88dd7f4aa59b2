import { useCallback, useEffect, useRef, useState } from 'react';
import {
  MeshAnswer,
  nudgeConcerns,
} from '@meshport/backstage-plugin-mesh-common';
import { isForbidden, retryAfterMs } from './failures';
import { SubscribeToNudges } from './useNudges';

/** Most milliseconds between two reads of an answer, nudged or not. */
export const REFRESH_MS = 60_000;
/** Pages that were opened together ask up to so many milliseconds earlier. */
export const REFRESH_SPREAD_MS = 8_000;
/** While a cluster is read for the first time, its answer changes soon. */
export const SYNCING_REFRESH_MS = 2_000;
/** A nudge that came before the page's connection for nudges was open is lost. */
export const SETTLE_MS = 3_000;
/** After an error or a refusal, which seldom mend themselves in seconds. */
export const FAILED_REFRESH_MS = 30_000;
/** Nudged pages ask within so many milliseconds, not all at once. */
export const NUDGE_SPREAD_MS = 400;
/** How long a card goes on loading while the replicas are behind another. */
export const BEHIND_MS = 10_000;
/** A read that takes longer than this is given up. */
export const TIMEOUT_MS = 30_000;

/** Reads one answer; must pass the signal on. */
export type LoadAnswer<T> = (signal: AbortSignal) => Promise<MeshAnswer<T>>;

/** What is known of an answer. Both fields are set when a refresh failed. */
export interface MeshAnswerState<T> {
  answer?: MeshAnswer<T>;
  /** When `answer` arrived (milliseconds since 1970). */
  receivedAt?: number;
  error?: Error;
  /** Reads at once. */
  retry: () => void;
  /** True from `retry` until its answer. */
  retrying: boolean;
}

interface Known<T> {
  load: LoadAnswer<T>;
  answer?: MeshAnswer<T>;
  receivedAt?: number;
  error?: Error;
}

/**
 * Reads an answer and keeps it up to date while the page is visible: when it
 * is nudged, when the window gets the focus, when the network comes back, and
 * after a minute without any of these. The first answer is asked for again soon,
 * since what changed while the page was connecting was told to nobody.
 *
 * The last answer stays while a newer one is read, and when a refresh fails,
 * but not when the reader is no longer allowed to see it. `load` and `nudges`
 * must be stable (`useCallback`); another `load` starts anew.
 */
export function useMeshAnswer<T>(
  load: LoadAnswer<T>,
  nudges?: SubscribeToNudges,
): MeshAnswerState<T> {
  const [known, setKnown] = useState<Known<T>>({ load });
  const [retrying, setRetrying] = useState(false);
  const readNow = useRef<() => Promise<void>>(async () => {});

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let nudged: ReturnType<typeof setTimeout> | undefined;
    let controller: AbortController | undefined;
    let shown: MeshAnswer<T> | undefined;
    let receivedAt = Date.now();
    let stopped = false;
    let outdated = false;

    async function read(): Promise<void> {
      if (stopped || controller) {
        return;
      }
      clearTimeout(timer);
      outdated = false;
      const current = new AbortController();
      controller = current;
      let timedOut = false;
      const limit = setTimeout(() => {
        timedOut = true;
        current.abort();
      }, TIMEOUT_MS);
      let delay: number;
      try {
        const answer = await load(current.signal);
        if (stopped) {
          return;
        }
        delay =
          nudges && !shown
            ? SETTLE_MS
            : REFRESH_MS - Math.random() * REFRESH_SPREAD_MS;
        if (answer.clusters.some(({ state }) => state === 'syncing')) {
          delay = SYNCING_REFRESH_MS;
        }
        shown = answer;
        receivedAt = Date.now();
        setKnown({ load, answer, receivedAt });
      } catch (cause) {
        if (stopped) {
          return;
        }
        const error = timedOut
          ? new Error(`no answer within ${TIMEOUT_MS / 1000} seconds`)
          : asError(cause);
        delay = retryAfterMs(error) ?? FAILED_REFRESH_MS;
        if (!isPassing(error)) {
          setKnown(previous =>
            previous.load === load && !isForbidden(error)
              ? { ...previous, error }
              : { load, error },
          );
        }
      } finally {
        clearTimeout(limit);
        controller = undefined;
      }
      timer = setTimeout(readWhenVisible, outdated ? 0 : delay);
    }

    /** A replica is behind what is shown, which therefore stays, for a while. */
    function isPassing(error: Error) {
      return (
        retryAfterMs(error) !== undefined &&
        Date.now() - receivedAt < (shown ? REFRESH_MS : BEHIND_MS)
      );
    }

    function readWhenVisible() {
      if (document.visibilityState === 'visible') {
        read();
      }
    }

    const unsubscribe = nudges?.(nudge => {
      if (shown && !nudgeConcerns(nudge, shown)) {
        return;
      }
      // What is under way may be of before the nudge.
      outdated = true;
      clearTimeout(nudged);
      nudged = setTimeout(readWhenVisible, Math.random() * NUDGE_SPREAD_MS);
    });
    readNow.current = read;
    read();
    document.addEventListener('visibilitychange', readWhenVisible);
    window.addEventListener('focus', readWhenVisible);
    window.addEventListener('online', readWhenVisible);
    return () => {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(nudged);
      controller?.abort();
      unsubscribe?.();
      document.removeEventListener('visibilitychange', readWhenVisible);
      window.removeEventListener('focus', readWhenVisible);
      window.removeEventListener('online', readWhenVisible);
    };
  }, [load, nudges]);

  const retry = useCallback(() => {
    setRetrying(true);
    readNow.current().finally(() => setRetrying(false));
  }, []);
  const { answer, receivedAt, error } =
    known.load === load ? known : ({} as Partial<Known<T>>);
  return { answer, receivedAt, error, retry, retrying };
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
