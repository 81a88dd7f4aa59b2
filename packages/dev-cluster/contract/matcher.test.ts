import { difference } from './matcher';

describe('difference', () => {
  const object = {
    kind: 'Pod',
    metadata: { name: 'a', labels: { app: 'x' } },
    ports: [80, 443],
  };

  it.each([
    ['an equal value', 'a', 'a'],
    ['a part of an object', { metadata: { name: 'a' } }, object],
    ['a list of equal length', { ports: [80, 443] }, object],
    ['null where null is', null, null],
  ])('accepts %s', (_, expected, actual) => {
    expect(difference(expected, actual)).toEqual([]);
  });

  it.each<[string, unknown, unknown, string]>([
    ['another value', 'a', 'b', 'body: expected "a", got "b"'],
    ['a number for its text', 1, '1', 'body: expected 1, got "1"'],
    ['null for nothing', null, undefined, 'body: expected null, got nothing'],
    [
      'a missing key',
      { metadata: { uid: 'u' } },
      object,
      'body.metadata.uid: expected "u", got nothing',
    ],
    [
      'an object where there is none',
      { status: { phase: 'Active' } },
      object,
      'body.status: expected {"phase":"Active"}, got nothing',
    ],
    [
      'a list with more items',
      { ports: [80] },
      object,
      'body.ports: expected a list of 1 [80], got [80,443]',
    ],
    [
      'a list in another order',
      { ports: [443, 80] },
      object,
      'body.ports[0]: expected 443, got 80',
    ],
    ['an object for a list', [], {}, 'body: expected a list of 0 [], got {}'],
  ])('refuses %s', (_, expected, actual, message) => {
    expect(difference(expected, actual)).toContain(message);
  });

  const jwt = `${Buffer.from('{"alg":"ES256"}').toString(
    'base64url',
  )}.${Buffer.from('{"sub":"me"}').toString('base64url')}.signature`;

  it.each<[string, unknown, unknown]>([
    ['$exists', { $exists: true }, 0],
    ['$absent', { $absent: true }, undefined],
    ['$string', { $string: true }, 'a'],
    ['$number', { $number: true }, 1],
    ['$time', { $time: true }, '2026-11-21T14:00:00Z'],
    ['$match', { $match: '^a+$' }, 'aa'],
    ['$gt', { $gt: '9' }, '10'],
    ['$equals', { $equals: { a: 1 } }, { a: 1 }],
    ['$size', { $size: 2 }, [1, 2]],
    ['$keys', { $keys: ['b', 'a'] }, { a: 1, b: 2 }],
    ['$oneOf', { $oneOf: [1, 2] }, 2],
    ['$not', { $not: 1 }, 2],
    ['$contains one', { $contains: { a: 1 } }, [{ a: 1, b: 2 }]],
    ['$contains several', { $contains: [1, 2] }, [2, 3, 1]],
    ['$each', { $each: { a: 1 } }, [{ a: 1 }, { a: 1, b: 2 }]],
    ['$jwt', { $jwt: { claims: { sub: 'me' } } }, jwt],
  ])('%s accepts what it should', (_, expected, actual) => {
    expect(difference(expected, actual)).toEqual([]);
  });

  it.each<[string, unknown, unknown]>([
    ['$exists', { $exists: true }, undefined],
    ['$absent', { $absent: true }, null],
    ['$absent of a false value', { $absent: true }, ''],
    ['$string of an empty one', { $string: true }, ''],
    ['$string of a number', { $string: true }, 1],
    ['$number of text', { $number: true }, '1'],
    ['$time of a local time', { $time: true }, '2026-11-21T14:00:00+01:00'],
    ['$time of a date', { $time: true }, '2026-11-21'],
    ['$match of other text', { $match: '^a+$' }, 'ab'],
    ['$match of nothing', { $match: '.*' }, undefined],
    ['$gt of the same', { $gt: '9' }, '9'],
    ['$gt by the alphabet', { $gt: '10' }, '9'],
    ['$gt of text', { $gt: '1' }, 'abc'],
    ['$equals with more keys', { $equals: { a: 1 } }, { a: 1, b: 2 }],
    ['$size', { $size: 2 }, [1]],
    ['$size of text', { $size: 2 }, 'ab'],
    ['$keys with one more', { $keys: ['a'] }, { a: 1, b: 2 }],
    ['$oneOf', { $oneOf: [1, 2] }, 3],
    ['$not', { $not: 1 }, 1],
    ['$contains without it', { $contains: { a: 1 } }, [{ a: 2 }]],
    ['$contains with one missing', { $contains: [1, 2] }, [1]],
    ['$contains of an empty list', { $contains: 1 }, []],
    ['$contains of nothing', { $contains: 1 }, undefined],
    ['$each with one other', { $each: { a: 1 } }, [{ a: 1 }, { a: 2 }]],
    ['$each of an empty list', { $each: { a: 1 } }, []],
    ['$jwt with another claim', { $jwt: { claims: { sub: 'you' } } }, jwt],
    ['$jwt of plain text', { $jwt: {} }, 'no token'],
  ])('%s refuses what it should', (_, expected, actual) => {
    expect(difference(expected, actual)).not.toEqual([]);
  });

  it('asks all operators of one object', () => {
    const expected = { $size: 1, $contains: { a: 1 } };
    expect(difference(expected, [{ a: 1 }])).toEqual([]);
    expect(difference(expected, [{ a: 1 }, { a: 2 }])).toHaveLength(1);
    expect(difference(expected, [{ a: 2 }])).toHaveLength(1);
  });

  it('does not take an unknown operator for a key', () => {
    expect(() => difference({ $exist: true }, {})).toThrow(
      '$exist is not an operator',
    );
  });
});
