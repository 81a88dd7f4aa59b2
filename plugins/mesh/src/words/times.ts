const STEPS: [unit: 'day' | 'hour' | 'minute', milliseconds: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** Below this, a time is "now". */
export const NOW_MS = 60_000;

/** The length between two times in its largest unit, e.g. `3 days`, `12 min`; rounded down. */
export function formatDuration(milliseconds: number, language: string): string {
  const [unit, length] =
    STEPS.find(([, step]) => milliseconds >= step) ?? STEPS[STEPS.length - 1];
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'minute' ? 'short' : 'long',
  }).format(Math.max(0, Math.floor(milliseconds / length)));
}

/** The full date and time, with seconds and zone. */
export function formatExact(time: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(time);
}

/** The time of day; with the date when it was not today. */
export function formatClock(
  time: number,
  now: number,
  language: string,
): string {
  const sameDay =
    new Date(time).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(sameDay ? {} : { day: 'numeric', month: 'short' }),
  }).format(time);
}

/** A day without the time. */
export function formatDay(time: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeZone: 'UTC',
  }).format(time);
}

/** Names in a row, e.g. `east, west`. */
export function formatNames(names: string[]): string {
  return names.join(', ');
}
