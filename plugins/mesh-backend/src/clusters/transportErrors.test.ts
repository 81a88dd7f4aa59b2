import { parseRetryAfter, statusError } from './transportErrors';

describe('parseRetryAfter', () => {
  const NOW = Date.parse('2026-11-21T10:00:00Z');

  it.each([
    ['5', 5],
    [' 12 ', 12],
    ['Sat, 21 Nov 2026 10:00:07 GMT', 7],
    ['Saturday, 21-Nov-26 10:01:00 GMT', 60],
    [['3', '9'], 3],
    ['0', undefined],
    ['-5', undefined],
    ['Sat, 21 Nov 2026 09:00:00 GMT', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %s seconds', (header, seconds) => {
    expect(parseRetryAfter(header, NOW)).toBe(seconds);
  });

  it('goes before what the Status says', () => {
    const body = JSON.stringify({
      kind: 'Status',
      details: { retryAfterSeconds: 1 },
    });
    const wait = (headers: Record<string, string>) =>
      statusError(429, headers, body).retryAfterSeconds;
    expect(wait({ 'retry-after': '4' })).toBe(4);
    expect(wait({})).toBe(1);
  });
});
