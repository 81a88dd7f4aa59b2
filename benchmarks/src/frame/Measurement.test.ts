import { measured } from './Measurement';

it('judges by an upper and by a lower bound', () => {
  expect(measured('time', 1.3, 'ratio', { atMost: 1.3 })).toEqual({
    measure: 'time',
    value: 1.3,
    unit: 'ratio',
    goal: '≤ 1.3',
    met: true,
  });
  expect(measured('time', 1.31, 'ratio', { atMost: 1.3 }).met).toBe(false);
  expect(measured('gain', 19.9, 'ratio', { atLeast: 20 })).toMatchObject({
    goal: '≥ 20',
    met: false,
  });
});

it('judges the value itself, not the rounded one', () => {
  expect(measured('time', 1.30004, 'ratio', { atMost: 1.3 })).toMatchObject({
    value: 1.3,
    met: false,
  });
});

it('tells without judging where there is no goal', () => {
  expect(measured('memory', 12.34567, 'MB')).toMatchObject({
    value: 12.35,
    goal: null,
    met: null,
  });
});

it('refuses what is no number', () => {
  expect(() => measured('time', NaN, 'ms')).toThrow('time: NaN');
});
