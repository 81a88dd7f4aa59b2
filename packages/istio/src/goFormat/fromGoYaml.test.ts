import { fromGoYaml } from './fromGoYaml';
import { toGoYaml } from './toGoYaml';

describe('fromGoYaml', () => {
  it.each([
    ['yes', true],
    ['Off', false],
    ['"yes"', 'yes'],
    ['!!str 1', '1'],
    ['0x10', 16],
    ['010', 8],
    ['08', 8],
    ['1_000', 1000],
    ['-0b11', -3],
    ['1e3', 1000],
    ['12:30:45', '12:30:45'],
    ['2001-01-01', '2001-01-01'],
    ['~', null],
    ['', null],
    ['<<', '<<'],
    ['a\n---\nb', 'a'],
  ])('reads %j by the words of YAML 1.1', (text, expected) => {
    expect(fromGoYaml(text)).toBe(expected);
  });

  it('takes the last of equal keys, and merges', () => {
    const text = 'base: &b {x: 1, w: 2}\nz: {<<: *b, x: 3, x: 4}\non: 5\n';
    expect(toGoYaml(fromGoYaml(text))).toBe(
      'base:\n  w: 2\n  x: 1\n"true": 5\nz:\n  w: 2\n  x: 4\n',
    );
  });

  it('names the line of an error but not its text', () => {
    expect(() => fromGoYaml('a: 1\nb: "secret')).toThrow(
      /^line 2 is not valid/,
    );
  });

  it('refuses aliases that grow without end', () => {
    const bomb = Array.from({ length: 9 }, (_, i) => {
      const item = i === 0 ? 'x' : `*a${i - 1}`;
      return `- &a${i} [${Array(10).fill(item).join(', ')}]`;
    }).join('\n');
    expect(() => fromGoYaml(bomb)).toThrow(/too many aliases/);
    expect(() => fromGoYaml('&a [*a]')).toThrow(/too deep/);
    expect(() => fromGoYaml('? [a]\n: b')).toThrow(/a key of a map/);
  });
});
