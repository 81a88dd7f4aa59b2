const BACKDATED_MS = 5 * 60_000;

/** From when something signed now holds: clocks of those who check it may be behind ours. */
export function backdated(now: Date): Date {
  return new Date(now.getTime() - BACKDATED_MS);
}
