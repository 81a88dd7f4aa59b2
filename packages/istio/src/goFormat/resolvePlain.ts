import { isGoTimestamp } from './timestamp';

/** What an unquoted YAML text stands for; `undefined` is a string. */
export type PlainValue = boolean | number | null | undefined;

const WORDS = new Map<string, boolean | number | null>(
  (
    [
      [true, ['y', 'Y', 'yes', 'Yes', 'YES']],
      [true, ['true', 'True', 'TRUE', 'on', 'On', 'ON']],
      [false, ['n', 'N', 'no', 'No', 'NO']],
      [false, ['false', 'False', 'FALSE', 'off', 'Off', 'OFF']],
      [null, ['', '~', 'null', 'Null', 'NULL']],
      [NaN, ['.nan', '.NaN', '.NAN']],
      [Infinity, ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']],
      [-Infinity, ['-.inf', '-.Inf', '-.INF']],
    ] as const
  ).flatMap(([value, texts]) => texts.map(text => [text, value] as const)),
);

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/;

const INTEGERS: [RegExp, (digits: string) => bigint][] = [
  [/^0[xX]([0-9a-fA-F]+)$/, digits => BigInt(`0x${digits}`)],
  [/^0[bB]([01]+)$/, digits => BigInt(`0b${digits}`)],
  [/^0[oO]?([0-7]+)$/, digits => BigInt(`0o${digits}`)],
  [/^(0|[1-9][0-9]*)$/, digits => BigInt(digits)],
];

/** Go's ParseInt and ParseUint with base 0, both for 64 bits. */
function parseInteger(text: string): number | undefined {
  const [, sign, digits] = /^([-+]?)(.*)$/s.exec(text)!;
  for (const [pattern, read] of INTEGERS) {
    const match = pattern.exec(digits);
    if (match) {
      const value = read(match[1]);
      const limit = { '': 2n ** 64n - 1n, '+': 2n ** 63n - 1n }[sign];
      return value <= (limit ?? 2n ** 63n)
        ? Number(sign === '-' ? -value : value)
        : undefined;
    }
  }
  return undefined;
}

function parseFloatingPoint(text: string): number | undefined {
  const value = FLOAT.test(text) ? Number(text) : undefined;
  return Number.isFinite(value) ? value : undefined;
}

/**
 * What go-yaml v2 takes an unquoted text for (its `resolve`). Dates count as
 * strings, since sigs.k8s.io/yaml reads them so.
 */
export function resolvePlain(text: string): PlainValue {
  if (WORDS.has(text)) {
    return WORDS.get(text);
  }
  if (text.startsWith('.')) {
    return parseFloatingPoint(text);
  }
  if (!/^[-+0-9]/.test(text) || isGoTimestamp(text)) {
    return undefined;
  }
  const digits = text.replaceAll('_', '');
  return parseInteger(digits) ?? parseFloatingPoint(digits);
}

/** Whether go-yaml v2 would quote a text so that it stays a string. */
export function needsQuotesToStayText(text: string): boolean {
  return (
    resolvePlain(text) !== undefined ||
    isGoTimestamp(text) ||
    BASE_60.test(text)
  );
}
