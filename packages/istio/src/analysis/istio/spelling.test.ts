import { meantBy } from './spelling';

const many = (count: number) =>
  Array.from({ length: count - 1 }, (_, i) => `quite-another-${i}-word`);

describe('meantBy', () => {
  it.each<[string, string, string[], string | undefined]>([
    ['a letter too few', 'revews', ['reviews', 'ratings'], 'reviews'],
    ['a letter too many', 'reviews', ['review'], 'review'],
    ['another letter', 'abcd', ['abce'], 'abce'],
    ['a short name, of which nobody can tell', 'abc', ['abd'], undefined],
    ['two letters of seven', 'abcdefg', ['abcdexy'], undefined],
    ['two letters of eight', 'abcdefgh', ['abcdefxy'], 'abcdefxy'],
    ['three letters', 'abcdefgh', ['abcdexyz'], undefined],
    ['much longer a name', 'abcdefgh', ['abcdefghijk'], undefined],
    ['the name itself', 'name', ['name'], undefined],
    ['the name itself beside a near one', 'name', ['name', 'nama'], 'nama'],
    ['two that are equally near', 'name', ['nama', 'nami'], undefined],
    [
      'one nearer than another',
      'longname',
      ['longnaxy', 'longnamy'],
      'longnamy',
    ],
    ['the same name twice', 'name', ['nama', 'nama'], 'nama'],
    ['letters in another order', 'abcdefgh', ['hgfedcba'], undefined],
    ['nothing near', 'name', ['quite-another'], undefined],
    ['nothing', 'name', [], undefined],
    ['a thousand names', 'name', ['nama', ...many(1000)], 'nama'],
    ['more than a thousand names', 'name', ['nama', ...many(1001)], undefined],
  ])('knows %s', (_, name, names, meant) => {
    expect(meantBy(name, names)).toBe(meant);
  });
});
