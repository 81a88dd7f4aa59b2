import { formatClock, formatDuration, formatNames } from './times';

describe('formatDuration', () => {
  it.each([
    [0, '0 min'],
    [59_999, '0 min'],
    [12 * 60_000, '12 min'],
    [59 * 60_000 + 59_999, '59 min'],
    [60 * 60_000, '1 hour'],
    [47 * 3_600_000, '1 day'],
    [3 * 86_400_000, '3 days'],
    [-5_000, '0 min'],
  ])('says %d ms as %s', (milliseconds, words) => {
    expect(formatDuration(milliseconds, 'en')).toBe(words);
  });

  it('speaks the language of the app', () => {
    expect(formatDuration(3 * 86_400_000, 'de')).toBe('3 Tage');
  });
});

describe('formatClock', () => {
  const noon = new Date(2026, 10, 21, 12, 0).getTime();

  it('is the time of day for today', () => {
    expect(
      formatClock(new Date(2026, 10, 21, 9, 5).getTime(), noon, 'en'),
    ).toBe('09:05');
  });

  it('names the day for any other', () => {
    const words = formatClock(
      new Date(2026, 10, 19, 0, 30).getTime(),
      noon,
      'en',
    );
    expect(words).toContain('Nov 19');
    expect(words).toContain('00:30');
  });
});

it('puts names in a row', () => {
  expect(formatNames(['east', 'west'])).toBe('east, west');
});
