import { fromPlainData } from './fromGoYaml';
import { toGoYaml } from './toGoYaml';

const LONG = `${'word '.repeat(20)}end`;

/** Each text with what Go writes behind `k: `. */
const SCALARS: [string, string][] = [
  ['', '""'],
  ['plain', 'plain'],
  ['y', '"y"'],
  ['No', '"No"'],
  ['on', '"on"'],
  ['yEs', 'yEs'],
  ['~', '"~"'],
  ['null', '"null"'],
  ['NaN', 'NaN'],
  ['.nan', '".nan"'],
  ['+.inf', '"+.inf"'],
  ['Infinity', 'Infinity'],
  ['0x10', '"0x10"'],
  ['0b1', '"0b1"'],
  ['0o7', '"0o7"'],
  ['010', '"010"'],
  ['08', '"08"'],
  ['1_000', '"1_000"'],
  ['+1', '"+1"'],
  ['18446744073709551615', '"18446744073709551615"'],
  ['1.', '"1."'],
  ['.5', '".5"'],
  ['1e3', '"1e3"'],
  ['1e999', '1e999'],
  ['2001-1-1', '"2001-1-1"'],
  ['2001-12-14t21:59:43Z', '"2001-12-14t21:59:43Z"'],
  ['2001-02-29', '2001-02-29'],
  ['2020-13-01', '2020-13-01'],
  ['12:30:45', '"12:30:45"'],
  ['1:20', '"1:20"'],
  ['1:70', '1:70'],
  ['<<', '<<'],
  ['=', '='],
  [' a', "' a'"],
  ['a ', "'a '"],
  ['# a', "'# a'"],
  ['{"a":1}', `'{"a":1}'`],
  ["'", "''''"],
  ['@a', "'@a'"],
  ['- a', "'- a'"],
  ['-', "'-'"],
  ['-x', '-x'],
  ['?x', '?x'],
  ['? x', "'? x'"],
  ['---', "'---'"],
  ['...x', "'...x'"],
  ['a: b', "'a: b'"],
  ['a:b', 'a:b'],
  ['a:', "'a:'"],
  ['a #b', "'a #b'"],
  ['a\\b', 'a\\b'],
  ["a'b", "a'b"],
  ['a\tb', '"a\\tb"'],
  ['\u0001', '"\\x01"'],
  ['\u00a0', '\u00a0'],
  ['漢字', '漢字'],
  ['😀', '"\\U0001F600"'],
  ['\ufeffa', '"\\uFEFF\\x61"'],
  ['a\u2028b', "'a\u2028  b'"],
  ['a\nb', '|-\n  a\n  b'],
  ['a\n', '|\n  a'],
  ['a\n\n', '|+\n  a\n'],
  [' a\nb', '|2-\n   a\n  b'],
  ['a\nb ', '"a\\nb "'],
  ['a \nb', '"a \\nb"'],
  [LONG, `${'word '.repeat(15)}word\n  ${'word '.repeat(4)}end`],
  [`# ${LONG}`, `'# ${'word '.repeat(15)}word\n  ${'word '.repeat(4)}end'`],
  [`${'x'.repeat(90)}  y z`, `${'x'.repeat(90)}  y\n  z`],
  [`\t${'x'.repeat(90)}  y`, `"\\t${'x'.repeat(90)}\n  \\ y"`],
  ['x'.repeat(200), 'x'.repeat(200)],
];

describe('toGoYaml', () => {
  it.each(SCALARS)('writes the text %j as Go does', (text, expected) => {
    expect(toGoYaml(new Map([['k', text]]))).toBe(`k: ${expected}\n`);
  });

  it.each([
    [0, '0'],
    [-5, '-5'],
    [0.1, '0.1'],
    [0.00001, '1e-05'],
    [123456.5, '123456.5'],
    [1234567.895, '1.234567895e+06'],
    [1e20, '1e+20'],
    [1e21, '1e+21'],
    [true, 'true'],
    [null, 'null'],
  ])('writes %j as %s', (value, expected) => {
    expect(toGoYaml(new Map([['k', value]]))).toBe(`k: ${expected}\n`);
  });

  it('does not indent a list under its key, and nests the rest', () => {
    const data = { l: [{ b: 1, a: ['x', []] }, [1, [2]], {}], m: { n: {} } };
    expect(toGoYaml(fromPlainData(data))).toBe(
      'l:\n- a:\n  - x\n  - []\n  b: 1\n- - 1\n  - - 2\n- {}\nm:\n  "n": {}\n',
    );
  });

  it('orders keys naturally and quotes them like texts', () => {
    const keys = ['A10', 'A2', 'ISTIO_METAJSON', 'ISTIO_META_X', '1', 'ab'];
    const more = ['aB', 'a_b', 'a/b', 'a.b', 'y', ''];
    const map = new Map([...keys, ...more].map(key => [key, 0]));
    expect(toGoYaml(map).match(/^.*(?=: 0)/gm)).toEqual([
      '""',
      '"1"',
      'A2',
      'A10',
      'ISTIO_META_X',
      'ISTIO_METAJSON',
      'a.b',
      'a/b',
      'a_b',
      'aB',
      'ab',
      '"y"',
    ]);
  });

  it('writes keys of several lines or over 128 bytes by themselves', () => {
    const long = 'k'.repeat(129);
    expect(toGoYaml(new Map([[long, new Map([['a', 'b']])]]))).toBe(
      `? ${long}\n: a: b\n`,
    );
    expect(toGoYaml(new Map([['a\nb', 'c']]))).toBe('? |-\n  a\n  b\n: c\n');
  });

  it('folds U+0085, which JSON leaves as it is', () => {
    expect(toGoYaml(new Map([['k', 'a \u0085 b']]))).toBe('k: a b\n');
  });

  it.each(['\u007f', '\u0080', '\uffff'])('refuses %j', character => {
    expect(() => toGoYaml(new Map([['k', character]]))).toThrow(
      /control character U\+[0-9A-F]{4}$/,
    );
  });
});
