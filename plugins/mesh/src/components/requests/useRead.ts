import { useCallback, useEffect, useRef, useState } from 'react';
import { nudgeConcerns } from '@meshport/backstage-plugin-mesh-common';
import { isForbidden } from '../../answers/failures';
import { NUDGE_SPREAD_MS } from '../../answers/useMeshAnswer';
import { SubscribeToNudges } from '../../answers/useNudges';

/** A read that takes longer than this is given up (milliseconds). */
const TIMEOUT_MS = 30_000;
/** After an error, which seldom mends itself in seconds (milliseconds). */
const FAILED_DELAY_MS = 30_000;

/** What is known of something that is read again and again. */
export interface Read<T> {
  value?: T;
  /** Set when the last read failed; `value` is then from before. */
  error?: Error;
  /** Reads at once. */
  reload: () => void;
  /** True from `reload` until its answer. */
  reloading: boolean;
  /** Takes over what another call has answered with. */
  replace: (value: T) => void;
}

interface Known<T> {
  load: unknown;
  value?: T;
  error?: Error;
}

/**
 * Reads something and keeps it up to date while the page is visible, also when
 * the window gets the focus and when the network comes back.
 *
 * @param load - must be stable (`useCallback`) and pass the signal on; another
 * one starts anew
 * @param delayMs - milliseconds until the next read; must be stable
 * @param nudges - reads at once when one concerns what is shown; must be stable
 */
export function useRead<T>(
  load: (signal: AbortSignal) => Promise<T>,
  delayMs: (value: T) => number,
  nudges?: SubscribeToNudges,
): Read<T> {
  const [known, setKnown] = useState<Known<T>>({ load });
  const [reloading, setReloading] = useState(false);
  const readNow = useRef<() => Promise<void>>(async () => {});
  /** What was put in place by `replace` is newer than a read under way. */
  const replaced = useRef(0);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let nudged: ReturnType<typeof setTimeout> | undefined;
    let underWay: AbortController | undefined;
    let shown: T | undefined;
    let stopped = false;

    async function read(): Promise<void> {
      clearTimeout(timer);
      underWay?.abort();
      const current = new AbortController();
      underWay = current;
      const before = replaced.current;
      const limit = setTimeout(
        () =>
          current.abort(
            new Error(`no answer within ${TIMEOUT_MS / 1000} seconds`),
          ),
        TIMEOUT_MS,
      );
      let delay = FAILED_DELAY_MS;
      try {
        const value = await load(current.signal);
        if (stopped || underWay !== current) {
          return;
        }
        delay = delayMs(value);
        shown = value;
        if (before === replaced.current) {
          setKnown({ load, value });
        }
      } catch (cause) {
        if (stopped || underWay !== current) {
          return;
        }
        const error = current.signal.aborted
          ? (current.signal.reason as Error)
          : (cause as Error);
        setKnown(previous =>
          previous.load === load && !isForbidden(error)
            ? { ...previous, error }
            : { load, error },
        );
      } finally {
        clearTimeout(limit);
      }
      timer = setTimeout(readWhenVisible, delay);
    }

    function readWhenVisible() {
      if (document.visibilityState === 'visible') {
        read();
      }
    }

    const unsubscribe = nudges?.(nudge => {
      if (isOfClusters(shown) && !nudgeConcerns(nudge, shown)) {
        return;
      }
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
      unsubscribe?.();
      underWay?.abort();
      document.removeEventListener('visibilitychange', readWhenVisible);
      window.removeEventListener('focus', readWhenVisible);
      window.removeEventListener('online', readWhenVisible);
    };
  }, [load, delayMs, nudges]);

  const reload = useCallback(() => {
    setReloading(true);
    readNow.current().finally(() => setReloading(false));
  }, []);
  const replace = useCallback(
    (value: T) => {
      replaced.current += 1;
      setKnown({ load, value });
      // Its next steps follow soon.
      readNow.current();
    },
    [load],
  );
  const { value, error } =
    known.load === load ? known : ({} as Partial<Known<T>>);
  return { value, error, reload, reloading, replace };
}

function isOfClusters(
  value: unknown,
): value is { clusters: { name: string }[] } {
  return Array.isArray((value as { clusters?: unknown } | undefined)?.clusters);
}
