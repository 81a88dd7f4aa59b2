import { useSyncExternalStore } from 'react';

/** Relative times are shown in minutes, so this often is enough. */
const TICK_MS = 10_000;

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (!timer) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      listeners.forEach(tell => tell());
    }, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The current time; one clock for all times on a page, so that they agree. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
