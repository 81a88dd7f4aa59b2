import { Choices } from './Choices';
import { TEXTS } from './texts';

/** What scalars are made of: each of these is special somewhere. */
const PIECES = [
  ...[
    'a',
    'b c',
    'wörd',
    'w',
    '0',
    '12',
    '1.5',
    'e3',
    '0x',
    '_',
    '-',
    '+',
    '.',
  ],
  ...[
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\t',
    '\r',
    "'",
    "''",
    '"',
    '\\',
    '#',
    ' #',
    ': ',
  ],
  ...[
    ':',
    '?',
    '? ',
    '- ',
    ',',
    '[',
    ']',
    '{',
    '}',
    '&',
    '*',
    '!',
    '|',
    '>',
    '%',
  ],
  ...[
    '@',
    '`',
    '=',
    '~',
    '<<',
    '---',
    '...',
    'y',
    'null',
    '😀',
    '漢',
    '\u00a0',
  ],
  ...['\u0000', '\u0007', '\u001b', '\u0085', '\u2028', '\u2029'],
  ...['\ufeff', '\ue000', 'a long word after a long word '.repeat(3)],
];

function text(c: Choices): string {
  // These are refused: few, so that the rest of the data is written.
  if (c.chance(0.004)) {
    return c.one(['\u0080', 'a\u007f', 'a\u009fb', '\uffff']);
  }
  return c.chance(0.3)
    ? c.one(TEXTS.filter(one => !one.includes('\u007f')))
    : Array.from({ length: c.whole(6) }, () => c.one(PIECES)).join('');
}

/**
 * A key without two runs of digits that differ by leading zeros only: Go's own
 * order of such keys is no order, and its output random.
 */
function key(c: Choices): string {
  if (c.chance(0.005)) {
    return `${c.one(['k', '<', '漢'])}${'k'.repeat(1015 + c.whole(9))}`;
  }
  return text(c).replace(/0+(?=\d)/g, '');
}

function number(c: Choices): number {
  return c.one([
    ...[0, 1, -1, 2 ** 31, 2 ** 53, -(2 ** 53), 1e20, 1e21, 1e22, 1e300],
    ...[0.1, -0.5, 1e-4, 1e-5, 1e-7, 123456.5, 1234567.5, 123456789.5, 5e-324],
    c.next(),
    c.next() * 1e9,
    Math.floor(c.next() * 2 ** 70),
    -Math.floor(c.next() * 2 ** 66),
    2 ** 63,
    2 ** 64,
    -0,
    c.whole(1_000_000),
  ]);
}

function value(c: Choices, depth: number): unknown {
  const kind = c.whole(depth > 3 ? 4 : 7);
  switch (kind) {
    case 5:
      return Array.from({ length: c.whole(4) }, () => value(c, depth + 1));
    case 6:
    case 7:
      return yamlMap(c, depth + 1);
    case 4:
      return c.one([true, false, null]);
    case 3:
      return number(c);
    default:
      return text(c);
  }
}

function yamlMap(c: Choices, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: c.whole(5) }, () => [key(c), value(c, depth)]),
  );
}

/** Data that belongs to a seed, of every class of scalar. */
export function generateYamlData(seed: number): Record<string, unknown> {
  return yamlMap(new Choices(seed), 0);
}
