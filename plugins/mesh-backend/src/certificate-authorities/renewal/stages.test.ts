import { alertStages, reached, renewalStages, untilThen } from './stages';

const DAY = 86_400_000;
const DAYS = [30, 14, 7];
const life = (days: number) => ({ notBefore: 0, notAfter: days * DAY });
/** Days of life after which each stage is reached. */
const inDays = (stages: { key: string; at: number }[]) =>
  stages.map(({ key, at }) => [key, Number((at / DAY).toFixed(2))]);

describe('stages', () => {
  it.each([
    [
      365,
      [
        ['30 days', 335],
        ['14 days', 351],
        ['7 days', 358],
        ['ended', 365],
      ],
    ],
    [
      90,
      [
        ['30 days', 60],
        ['14 days', 76],
        ['7 days', 83],
        ['ended', 90],
      ],
    ],
    [
      9,
      [
        ['30 days', 6],
        ['14 days', 7.6],
        ['7 days', 8.3],
        ['ended', 9],
      ],
    ],
  ])('tell of one that lives %d days', (days, expected) => {
    expect(inDays(alertStages(life(days), DAYS))).toEqual(expected);
  });

  it.each([
    [
      365,
      [
        ['half', 182.5],
        ['two thirds', 243.33],
        ['30 days', 335],
        ['14 days', 351],
        ['7 days', 358],
        ['ended', 365],
      ],
    ],
    [
      30,
      [
        ['half', 15],
        ['two thirds', 20],
        ['30 days', 20],
        ['14 days', 25.33],
        ['7 days', 27.67],
        ['ended', 30],
      ],
    ],
  ])('renew one that lives %d days', (days, expected) => {
    expect(inDays(renewalStages(life(days), DAYS))).toEqual(expected);
  });

  it('ask for nothing before half of a life, however early people want to be told', () => {
    const stages = renewalStages(life(365), [300, 30]);
    expect(stages[0].key).toBe('half');
    expect(stages.map(({ key }) => key)).not.toContain('300 days');
  });

  it('are reached at their moment and not before', () => {
    const stages = renewalStages(life(90), DAYS);
    expect(reached(stages, 45 * DAY - 1)).toEqual([]);
    expect(reached(stages, 45 * DAY).map(({ key }) => key)).toEqual(['half']);
    expect(reached(stages, 90 * DAY).at(-1)!.key).toBe('ended');
  });

  it.each([
    [30 * DAY, 'in 30 days'],
    [2 * DAY, 'in 2 days'],
    [1.5 * DAY, 'in 36 hours'],
    [3_600_000, 'in 1 hour'],
    [60_000, 'in 1 hour'],
  ])('say how long %d ms are', (left, words) => {
    expect(untilThen(left, 0)).toBe(words);
  });
});
