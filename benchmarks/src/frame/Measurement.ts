/** One number that a benchmark found. */
export interface Measurement {
  /** What was measured, in words that make sense without the code. */
  measure: string;
  value: number;
  /** `ratio`, `ms`, `MB`, `requests`, … */
  unit: string;
  /** What the value should be, such as `≤ 1.3`; null for what is only told. */
  goal: string | null;
  /** Whether the goal is met; null where there is none. */
  met: boolean | null;
}

/** A bound on a value. */
export interface Goal {
  atMost?: number;
  atLeast?: number;
}

/** A measurement, judged by its goal where it has one. */
export function measured(
  measure: string,
  value: number,
  unit: string,
  { atMost, atLeast }: Goal = {},
): Measurement {
  if (!Number.isFinite(value)) {
    throw new Error(`${measure}: ${value} is no measurement`);
  }
  const bounds = [
    ...(atMost === undefined ? [] : [`≤ ${atMost}`]),
    ...(atLeast === undefined ? [] : [`≥ ${atLeast}`]),
  ];
  return {
    measure,
    value: Number(value.toPrecision(4)),
    unit,
    goal: bounds.join(' and ') || null,
    met: bounds.length
      ? value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity)
      : null,
  };
}
