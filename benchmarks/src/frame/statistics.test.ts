import { median, percentile } from './statistics';

const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);

describe('percentile', () => {
  it.each([
    [0.5, 50],
    [0.95, 95],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('takes the nearest rank of %d', (share, value) => {
    expect(percentile(oneToHundred, share)).toBe(value);
  });

  it('is the one value there is', () => {
    expect(percentile([7], 0.99)).toBe(7);
  });

  it('refuses nothing', () => {
    expect(() => percentile([], 0.5)).toThrow('no values');
  });
});

describe('median', () => {
  it('is the middle, or the mean of the middle two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
  });
});
