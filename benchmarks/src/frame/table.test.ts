import { measured } from './Measurement';
import { tableOf } from './table';

it('aligns the columns and says which goals are met', () => {
  expect(
    tableOf([
      measured('a view', 12.5, 'ms'),
      measured('a view against its floor', 1.2, 'ratio', { atMost: 1.3 }),
      measured('a sync', 2, 'ratio', { atMost: 1.5 }),
    ]),
  ).toBe(
    [
      'measure                   value  unit   goal',
      'a view                     12.5  ms',
      'a view against its floor    1.2  ratio  ≤ 1.3  met',
      'a sync                        2  ratio  ≤ 1.5  NOT MET',
    ].join('\n'),
  );
});
