import { DAY_MS } from '../config/validity';

/** A certificate's life; milliseconds since 1970. */
export interface Life {
  notBefore: number;
  notAfter: number;
}

/** A moment in the life of a certificate at which something is to be told. */
export interface Stage {
  /** E.g. `half`, `14 days`, `ended`. */
  key: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** From this life on days before the end are taken as they are, in days. */
const WHOLE_LIFE_DAYS = 90;

/**
 * When its end is told of, in the order of time: so many days before it, and at
 * the end. A certificate that lives for less than 90 days is told of in
 * proportion, so that one of a week is not overdue on its first day.
 */
export function alertStages(
  { notBefore, notAfter }: Life,
  days: readonly number[],
): Stage[] {
  const part = Math.min(1, (notAfter - notBefore) / (WHOLE_LIFE_DAYS * DAY_MS));
  return [
    ...days.map(one => ({
      key: `${one} days`,
      at: notAfter - one * DAY_MS * part,
    })),
    { key: 'ended', at: notAfter },
  ].sort((a, b) => a.at - b.at);
}

/** When a renewal is asked for, and asked for anew or escalated, in the order of time. */
export function renewalStages(life: Life, days: readonly number[]): Stage[] {
  const { notBefore, notAfter } = life;
  const half = notBefore + (notAfter - notBefore) / 2;
  const twoThirds = notBefore + ((notAfter - notBefore) * 2) / 3;
  return [
    { key: 'half', at: half },
    ...[
      { key: 'two thirds', at: twoThirds },
      ...alertStages(life, days),
    ].filter(({ at }) => at > half),
  ].sort((a, b) => a.at - b.at);
}

/** The stages that are reached, in the order of time. */
export function reached(stages: readonly Stage[], now: number): Stage[] {
  return stages.filter(({ at }) => at <= now);
}

/** How long until then, for people: `in 14 days`, `in 3 hours`, `on …`. */
export function untilThen(then: number, now: number): string {
  const left = then - now;
  const [count, unit] =
    left >= 2 * DAY_MS
      ? [Math.round(left / DAY_MS), 'day']
      : [Math.max(1, Math.round(left / 3_600_000)), 'hour'];
  return `in ${count} ${unit}${count === 1 ? '' : 's'}`;
}
