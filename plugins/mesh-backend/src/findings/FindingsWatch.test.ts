import { restAfter } from './FindingsWatch';

it.each([
  ['a short analysis', 10, 150],
  ['one of a large fleet', 500, 2_000],
  ['one that takes very long', 60_000, 30_000],
])('rests after %s, so that others have the processor', (_, took, rest) => {
  expect(restAfter(took)).toBe(rest);
});
