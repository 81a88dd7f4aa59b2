import { KindPosition, parseResourceVersion } from './KindPosition';

const never = new AbortController().signal;

describe('KindPosition', () => {
  it('knows nothing before the first list', () => {
    const position = new KindPosition();
    position.changed('shop', '7');
    expect(position.knownUpTo).toBeUndefined();
    expect(position.covers(1n)).toBe(false);
  });

  it('moves with lists, events and bookmarks, and compares as numbers', () => {
    const position = new KindPosition();
    position.listed('99');
    position.reached('100');
    expect(position.base).toBe(99n);
    expect(position.knownUpTo).toBe(100n);
    expect([position.covers(100n), position.covers(101n)]).toEqual([
      true,
      false,
    ]);
    position.reached('98');
    expect(position.knownUpTo).toBe(100n);
  });

  it('keeps the last change of each namespace', () => {
    const position = new KindPosition();
    position.changed('shop', '9');
    position.changed('shop', '10');
    position.changed('vault', '8');
    position.changed('shop', '9');
    expect([...position.changes]).toEqual([
      ['shop', 10n],
      ['vault', 8n],
    ]);
  });

  it('covers what was seen before the server was set back', () => {
    const position = new KindPosition();
    position.listed('1000');
    position.changed('shop', '1001');
    position.reached('1001');
    position.listed('500');
    expect(position.knownUpTo).toBe(500n);
    expect(position.base).toBe(500n);
    expect(position.changes.size).toBe(0);
    expect(position.covers(1001n)).toBe(true);
    expect(position.covers(1002n)).toBe(false);
  });

  it('wakes who waits when the version is reached, or gives up', async () => {
    const position = new KindPosition();
    position.listed('5');
    const woken: string[] = [];
    const waiting = position
      .whenCovered(7n, never)
      .then(() => woken.push('reached'));
    const impatient = new AbortController();
    const given = position
      .whenCovered(9n, impatient.signal)
      .then(() => woken.push('gave up'));
    position.reached('6');
    await Promise.resolve();
    expect(woken).toEqual([]);
    position.reached('7');
    await waiting;
    impatient.abort();
    await given;
    expect(woken).toEqual(['reached', 'gave up']);
    expect(position.covers(9n)).toBe(false);
  });

  it('forgets when the store is emptied', () => {
    const position = new KindPosition();
    position.listed('5');
    position.lost();
    expect(position.covers(1n)).toBe(false);
    expect(position.base).toBeUndefined();
  });

  it.each([undefined, '', 'abc', '-1', '1.5', '1e3', '9'.repeat(31)])(
    'makes nothing of %j',
    text => {
      expect(parseResourceVersion(text)).toBeUndefined();
      const position = new KindPosition();
      position.listed(text);
      position.changed('shop', text);
      expect(position.knownUpTo).toBeUndefined();
      expect(position.changes.size).toBe(0);
    },
  );
});
