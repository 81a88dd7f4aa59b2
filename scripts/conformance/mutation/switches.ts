/**
 * The conditions of the code under test, each of which can be negated while the
 * code runs. Code that {@link negatable} has rewritten asks here.
 */

/** Thrown when a negated condition makes a loop go on for ever. */
export class EndlessError extends Error {}

const NONE = -1;

let negated = NONE;
let test = 0;
let calls = 0;
let mostCalls = Infinity;
let seen: Int32Array = new Int32Array(0);
let reached: number[] = [];

function isNegated(id: number): boolean {
  calls += 1;
  if (calls > mostCalls) {
    throw new EndlessError('a loop does not end');
  }
  if (seen[id] !== test) {
    seen[id] = test;
    reached.push(id);
  }
  return id === negated;
}

const HELPERS = {
  not: (id: number, value: unknown) => (isNegated(id) ? !value : value),
  and: (id: number, left: unknown, right: () => unknown) =>
    isNegated(id) ? left || right() : left && right(),
  or: (id: number, left: unknown, right: () => unknown) =>
    isNegated(id) ? left && right() : left || right(),
  same: (id: number, left: unknown, right: unknown) =>
    isNegated(id) ? left !== right : left === right,
  other: (id: number, left: unknown, right: unknown) =>
    isNegated(id) ? left === right : left !== right,
};

/** The name by which rewritten code finds this. */
export const HELPER = 'conditionOf';

/** The kinds of questions that rewritten code asks. */
export type Question = keyof typeof HELPERS;

/** Makes the conditions known to code that is loaded from now on. */
export function install(count: number): void {
  (globalThis as Record<string, unknown>)[HELPER] = HELPERS;
  seen = new Int32Array(count);
}

/** What running something told. */
export interface Run {
  /** Conditions that were asked. */
  reached: number[];
  /** How often any was asked. */
  calls: number;
}

/** Runs something as it is and notes which conditions it asks. */
export function observed(run: () => void): Run {
  test += 1;
  calls = 0;
  reached = [];
  run();
  return { reached, calls };
}

/**
 * Runs something with one condition negated.
 *
 * @param most - how many questions are too many
 */
export function withNegated<T>(id: number, most: number, run: () => T): T {
  negated = id;
  calls = 0;
  mostCalls = most;
  try {
    return run();
  } finally {
    negated = NONE;
    mostCalls = Infinity;
  }
}
