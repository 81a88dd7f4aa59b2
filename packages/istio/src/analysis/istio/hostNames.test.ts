import { hostIsWithin } from './hostNames';

describe('hostIsWithin', () => {
  it.each<[string, string, boolean]>([
    ['a.b', 'a.b', true],
    ['a.b', 'c.b', false],
    ['a.b', '*.b', true],
    ['a.b', '*.c', false],
    ['*.b', 'a.b', false],
    ['*.a.b', '*.b', true],
    ['*.b', '*.b', true],
    ['*.b', '*.a.b', false],
    ['*.a.b', '*.c.b', false],
    ['*', '*', true],
    ['*.a', '*', true],
    ['*', '*.a', false],
    ['*.b', 'b', false],
  ])('says of %s and %s', (one, other, isWithin) => {
    expect(hostIsWithin(one, other)).toBe(isWithin);
  });
});
