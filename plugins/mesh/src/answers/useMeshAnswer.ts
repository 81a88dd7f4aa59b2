import { useCallback, useEffect, useRef, useState } from 'react';
import { MeshAnswer } from '@meshport/backstage-plugin-mesh-common';
import { isForbidden } from './failures';

/** Milliseconds between two reads of an answer that is complete. */
export const REFRESH_MS = 10_000;
/** While a cluster is read for the first time, its answer changes soon. */
export const SYNCING_REFRESH_MS = 2_000;
/** After an error or a refusal, which seldom mend themselves in seconds. */
export const FAILED_REFRESH_MS = 30_000;
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
 * Reads an answer and keeps it up to date while the page is visible: every ten
 * seconds, when the window gets the focus, and when the network comes back.
 *
 * The last answer stays while a newer one is read, and when a refresh fails,
 * but not when the reader is no longer allowed to see it. `load` must be
 * stable (`useCallback`); another `load` starts anew.
 */
export function useMeshAnswer<T>(load: LoadAnswer<T>): MeshAnswerState<T> {
  const [known, setKnown] = useState<Known<T>>({ load });
  const [retrying, setRetrying] = useState(false);
  const readNow = useRef<() => Promise<void>>(async () => {});

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let controller: AbortController | undefined;
    let stopped = false;

    async function read(): Promise<void> {
      if (stopped || controller) {
        return;
      }
      clearTimeout(timer);
      const current = new AbortController();
      controller = current;
      let timedOut = false;
      const limit = setTimeout(() => {
        timedOut = true;
        current.abort();
      }, TIMEOUT_MS);
      let delay = REFRESH_MS;
      try {
        const answer = await load(current.signal);
        if (stopped) {
          return;
        }
        if (answer.clusters.some(cluster => cluster.state === 'syncing')) {
          delay = SYNCING_REFRESH_MS;
        }
        setKnown({ load, answer, receivedAt: Date.now() });
      } catch (cause) {
        if (stopped) {
          return;
        }
        delay = FAILED_REFRESH_MS;
        const error = timedOut
          ? new Error(`no answer within ${TIMEOUT_MS / 1000} seconds`)
          : asError(cause);
        setKnown(previous =>
          previous.load === load && !isForbidden(error)
            ? { ...previous, error }
            : { load, error },
        );
      } finally {
        clearTimeout(limit);
        controller = undefined;
      }
      timer = setTimeout(readWhenVisible, delay);
    }

    function readWhenVisible() {
      if (document.visibilityState === 'visible') {
        read();
      }
    }

    readNow.current = read;
    read();
    document.addEventListener('visibilitychange', readWhenVisible);
    window.addEventListener('focus', readWhenVisible);
    window.addEventListener('online', readWhenVisible);
    return () => {
      stopped = true;
      clearTimeout(timer);
      controller?.abort();
      document.removeEventListener('visibilitychange', readWhenVisible);
      window.removeEventListener('focus', readWhenVisible);
      window.removeEventListener('online', readWhenVisible);
    };
  }, [load]);

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
