import { isInBlock } from '../../resources';
import { isBlock, overlaps } from './blocks';

describe('isBlock', () => {
  it.each<[string, boolean]>([
    ['10.0.0.0/8', true],
    ['fd00::/64', true],
    ['0.0.0.0/0', true],
    ['10.0.0.0', false],
    ['10.0.0.0/33', false],
    ['fd00::/129', false],
    ['10.0.0.0/', false],
    ['10.0.0.0/8/8', false],
    ['10.0.0/8', false],
    ['', false],
  ])('knows %j', (text, expected) => {
    expect(isBlock(text)).toBe(expected);
  });
});

describe('overlaps', () => {
  it.each<[string[], string[], [string, string][]]>([
    [['10.0.0.0/8'], ['10.9.0.0/16'], [['10.0.0.0/8', '10.9.0.0/16']]],
    [['10.9.0.0/16'], ['10.0.0.0/8'], [['10.9.0.0/16', '10.0.0.0/8']]],
    [['10.0.0.0/16'], ['10.1.0.0/16'], []],
    [['10.0.0.7'], ['10.0.0.0/24'], [['10.0.0.7', '10.0.0.0/24']]],
    [['10.0.0.7/24'], ['10.0.0.200'], [['10.0.0.7/24', '10.0.0.200']]],
    [['::/0'], ['10.0.0.0/8'], []],
    [['nonsense', '10.0.0.0/99'], ['0.0.0.0/0'], []],
    [
      ['10.0.0.0/8', '10.1.0.0/16'],
      ['10.2.0.0/16', '11.0.0.0/8'],
      [['10.0.0.0/8', '10.2.0.0/16']],
    ],
  ])('finds what %j and %j have in common', (ones, others, expected) => {
    expect(overlaps(ones, others)).toEqual(expected);
  });

  it('finds an overlap exactly where there is one', () => {
    let seed = 7;
    const random = (most: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * most);
    };
    const block = () => `10.${random(3)}.${random(8)}.0/${14 + random(12)}`;
    const touch = (one: string, other: string) =>
      isInBlock(one.split('/')[0], other) ||
      isInBlock(other.split('/')[0], one);
    for (let round = 0; round < 300; round += 1) {
      const ones = Array.from({ length: 1 + random(4) }, block);
      const others = Array.from({ length: 1 + random(4) }, block);
      const found = overlaps(ones, others);
      expect(found.every(([one, other]) => touch(one, other))).toBe(true);
      expect(found.length > 0).toBe(
        ones.some(one => others.some(other => touch(one, other))),
      );
    }
  });

  it('takes thousands of nodes', () => {
    const nodes = (first: number) =>
      Array.from(
        { length: 10_000 },
        (_, i) => `${first}.${i >> 8}.${i & 255}.0/24`,
      );
    const started = Date.now();
    expect(overlaps(nodes(10), nodes(11))).toEqual([]);
    expect(overlaps(nodes(10), nodes(10))).toHaveLength(10_000);
    expect(Date.now() - started).toBeLessThan(5000);
  });
});
