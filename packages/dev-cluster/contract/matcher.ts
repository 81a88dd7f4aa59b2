import { isDeepStrictEqual } from 'node:util';
import { isRecord } from './values';

type Operator = (actual: unknown, operand: any, path: string) => string[];

/** Longest value that a difference shows in full. */
const SHOWN = 500;

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text;
}

const check =
  (
    holds: (actual: any, operand: any) => boolean,
    expected: (operand: any) => string,
  ): Operator =>
  (actual, operand, path) =>
    holds(actual, operand)
      ? []
      : [`${path}: expected ${expected(operand)}, got ${show(actual)}`];

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The operators a case may use in the place of a value. */
const operators: Record<string, Operator> = {
  $exists: check(
    actual => actual !== undefined,
    () => 'something',
  ),
  $absent: check(
    actual => actual === undefined,
    () => 'nothing',
  ),
  $string: check(
    actual => typeof actual === 'string' && actual !== '',
    () => 'a non-empty string',
  ),
  $number: check(
    actual => typeof actual === 'number',
    () => 'a number',
  ),
  $time: check(
    actual => typeof actual === 'string' && TIME.test(actual),
    () => 'an RFC 3339 time in UTC',
  ),
  $match: check(
    (actual, pattern) =>
      typeof actual === 'string' && new RegExp(pattern).test(actual),
    pattern => `text that matches /${pattern}/`,
  ),
  $gt: check(
    (actual, than) => isInteger(actual) && BigInt(actual) > BigInt(than),
    than => `an integer above ${than}`,
  ),
  $equals: check(
    (actual, expected) => isDeepStrictEqual(actual, expected),
    expected => `exactly ${show(expected)}`,
  ),
  $size: check(
    (actual, size) => Array.isArray(actual) && actual.length === size,
    size => `a list of ${size}`,
  ),
  $keys: check(
    (actual, keys) =>
      isRecord(actual) &&
      isDeepStrictEqual(Object.keys(actual).sort(), [...keys].sort()),
    keys => `an object with exactly the keys ${keys.join(', ')}`,
  ),
  $oneOf: check(
    (actual, choices) =>
      choices.some(
        (choice: unknown) => difference(choice, actual).length === 0,
      ),
    choices => `one of ${show(choices)}`,
  ),
  $not: check(
    (actual, unwanted) => difference(unwanted, actual).length > 0,
    unwanted => `anything but ${show(unwanted)}`,
  ),
  $contains: (actual, operand, path) => {
    if (!Array.isArray(actual)) {
      return [`${path}: expected a list, got ${show(actual)}`];
    }
    const wanted: unknown[] = Array.isArray(operand) ? operand : [operand];
    return wanted
      .filter(one => !actual.some(item => difference(one, item).length === 0))
      .map(one => `${path}: no item matches ${show(one)} in ${show(actual)}`);
  },
  $each: (actual, operand, path) => {
    if (!Array.isArray(actual) || actual.length === 0) {
      return [`${path}: expected a list with items, got ${show(actual)}`];
    }
    return actual.flatMap((item, i) =>
      difference(operand, item, `${path}[${i}]`),
    );
  },
  $jwt: (actual, operand, path) => {
    const parts = typeof actual === 'string' ? actual.split('.') : [];
    if (parts.length !== 3) {
      return [`${path}: expected a signed JWT, got ${show(actual)}`];
    }
    const decode = (part: string) =>
      JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    const token = { header: decode(parts[0]), claims: decode(parts[1]) };
    return difference(operand, token, `${path}(jwt)`);
  },
};

function isInteger(value: unknown): value is string | number {
  return /^\d+$/.test(String(value));
}

/**
 * Says in what an answer differs from what a case expects; an empty list means
 * that it matches. An object matches when each expected key does (further keys
 * are allowed), a list when it has the same length and each item matches, a
 * plain value when it is equal. An object whose keys start with `$` holds
 * operators, which must all hold.
 *
 * @throws Error when a case uses an operator that does not exist.
 */
export function difference(
  expected: unknown,
  actual: unknown,
  path = 'body',
): string[] {
  if (Array.isArray(expected)) return listDifference(expected, actual, path);
  if (!isRecord(expected)) {
    return isDeepStrictEqual(expected, actual)
      ? []
      : [`${path}: expected ${show(expected)}, got ${show(actual)}`];
  }
  const keys = Object.keys(expected);
  if (keys.some(key => key.startsWith('$'))) {
    return keys.flatMap(key => {
      const operator = operators[key];
      if (!operator) throw new Error(`${path}: ${key} is not an operator`);
      return operator(actual, expected[key], path);
    });
  }
  if (!isRecord(actual)) {
    return [`${path}: expected ${show(expected)}, got ${show(actual)}`];
  }
  return keys.flatMap(key =>
    difference(expected[key], actual[key], `${path}.${key}`),
  );
}

function listDifference(
  expected: unknown[],
  actual: unknown,
  path: string,
): string[] {
  if (!Array.isArray(actual) || actual.length !== expected.length) {
    return [
      `${path}: expected a list of ${expected.length} ${show(
        expected,
      )}, got ${show(actual)}`,
    ];
  }
  return expected.flatMap((item, i) =>
    difference(item, actual[i], `${path}[${i}]`),
  );
}
