import { parseDocuments } from './documents';

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...'bcdefghi'.split('').map((letter, index) => {
    const previous = 'abcdefgh'[index];
    return `${letter}: &${letter} [${Array(9)
      .fill(`*${previous}`)
      .join(', ')}]`;
  }),
].join('\n');

describe('parseDocuments', () => {
  it('reads several documents and leaves empty ones out', () => {
    expect(
      parseDocuments('---\n# only a comment\n---\na: 1\n---\n---\nb: y\n...\n'),
    ).toEqual([
      { index: 1, content: { a: 1 } },
      { index: 2, content: { b: 'y' } },
    ]);
  });

  it('reads JSON', () => {
    expect(parseDocuments('{"a": {"b": [1, null, true]}}')).toEqual([
      { index: 1, content: { a: { b: [1, null, true] } } },
    ]);
  });

  it('reads a few aliases', () => {
    expect(parseDocuments('a: &x [1]\nb: *x')[0].content).toEqual({
      a: [1],
      b: [1],
    });
  });

  it.each([
    ['__proto__: {polluted: true}', /document 1: __proto__ is no field/],
    ['a: [{__proto__: 1}]', /document 1: a\.0\.__proto__ is no field/],
  ])('refuses prototypes: %s', (text, message) => {
    expect(() => parseDocuments(text)).toThrow(message);
    expect(({} as any).polluted).toBeUndefined();
  });

  it('finds the one key named twice among many thousands in time', () => {
    const keys = Array.from({ length: 25_000 }, (_, index) => `k${index}: v`);
    const text = [...keys, 'k7: v'].join('\n');
    expect(() => parseDocuments(text)).toThrow(/line 25001 .*must be unique/);
  }, 45_000);

  it.each([
    ['nothing', '', /there is no object/],
    ['comments', '# nothing', /there is no object/],
    ['a list', '[1, 2]', /document 1 is not an object/],
    ['a word', 'hello', /document 1 is not an object/],
    ['broken YAML', 'a: [1', /line 1 cannot be read as YAML/],
    ['a tab', 'a:\n\tb: 1', /line 2 cannot be read as YAML/],
    ['a duplicate key', 'a: 1\na: 2', /line 2 .*keys must be unique/],
    [
      'a duplicate key deep in',
      'a:\n  - {b: 1,\n     "b": 2}',
      /line 3 .*unique/,
    ],
    ['a duplicate key by alias', 'x: &k a\na: 1\n*k : 2', /line 3 .*strings/],
    ['a list as key', '? [x]\n: 1', /line 1 .*keys must be strings/],
    ['a code tag', 'a: !!js/function "x"', /Unresolved tag/],
    ['a tag of its own', 'a: !x 1', /Unresolved tag/],
    ['bytes', 'a: !!binary aGVsbG8=', /a is of a type/],
    ['a set', 'a: !!set {b}', /a is of a type/],
    ['a number beyond all', 'a: {b: .inf}', /a\.b is not a finite number/],
    ['no number', 'a: [.nan]', /a\.0 is not a finite number/],
    ['an unknown alias', 'a: *nobody', /Unresolved alias/],
    ['an alias bomb', bomb, /Excessive alias count/],
    ['a cycle', 'a: &a {b: *a}', /nested more than 64/],
    ['brackets without end', '['.repeat(100_000), /nested too deep/],
    ['deep nesting', `a: ${'['.repeat(70)}${']'.repeat(70)}`, /nested more/],
    [
      'too many documents',
      'a: 1\n---\n'.repeat(101),
      /more than 100 documents/,
    ],
    ['too much', `a: ${'x'.repeat(256 * 1024)}`, /bytes are too many/],
  ])('refuses %s', (_what, text, message) => {
    expect(() => parseDocuments(text)).toThrow(message);
    expect(() => parseDocuments(text)).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });
});
