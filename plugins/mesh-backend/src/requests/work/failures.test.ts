import {
  ConflictError,
  InputError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { backOff, failureOf, SecretMask } from './failures';

describe('failureOf', () => {
  it.each([
    [new ServiceUnavailableError('down'), 'passing', 'down'],
    [new ConflictError('other manager'), 'conflict', 'other manager'],
    [new InputError('no such field'), 'lasting', 'no such field'],
    [
      new Error('token abc'),
      'lasting',
      'something unexpected went wrong (Error)',
    ],
    ['text', 'lasting', 'something unexpected went wrong (Error)'],
  ])('%p', (error, kind, cause) => {
    expect(failureOf(error)).toMatchObject({
      kind,
      cause,
      mend: expect.stringMatching(/\.$/),
    });
  });
});

describe('backOff', () => {
  it('doubles from two seconds to five minutes', () => {
    expect([1, 2, 3, 20, 500].map(failures => backOff(failures, 1))).toEqual([
      2000, 4000, 8000, 300_000, 300_000,
    ]);
    expect(backOff(1, 0)).toBe(1000);
  });
});

describe('SecretMask', () => {
  it('masks values, also encoded ones, and longer ones first', () => {
    const mask = new SecretMask();
    mask.hide('abc');
    mask.hide('abcdef\n"x');
    mask.hide('');
    const text = `abc abcdef\n"x ${JSON.stringify('abcdef\n"x')} ${Buffer.from(
      'abc',
    ).toString('base64')} ab`;
    expect(mask.mask(text)).toBe('*** *** "***" *** ab');
  });
});
