import { Join } from '../join/Join';
import { alarmOf } from './alarms';
import { halfLife, renewAt } from './renewal';

const HOUR = 3_600_000;
const WRITTEN = Date.UTC(2026, 10, 21);

const join = (more: object = {}) =>
  ({
    primary: 'east',
    remote: 'west',
    state: 'joined',
    current: { writtenAt: WRITTEN, expiresAt: WRITTEN + 24 * HOUR },
    ...more,
  } as Join);

describe('when a token is looked after', () => {
  it('is due at half of its life', () => {
    expect(halfLife(join().current!)).toBe(WRITTEN + 12 * HOUR);
    expect(renewAt(join())).toBe(WRITTEN + 12 * HOUR);
  });

  it('is due at once where something was begun, and later after a failure', () => {
    const previous = { secret: {} };
    expect(renewAt(join({ previous }))).toBe(WRITTEN);
    expect(renewAt(join({ tryAt: WRITTEN + 13 * HOUR }))).toBe(
      WRITTEN + 13 * HOUR,
    );
  });

  it('is never due without an end, or before it is joined', () => {
    expect(renewAt(join({ current: { writtenAt: WRITTEN } }))).toBeUndefined();
    expect(renewAt(join({ state: 'joining' }))).toBeUndefined();
    expect(renewAt(join({ state: 'leaving' }))).toBeUndefined();
    expect(renewAt(join({ current: undefined }))).toBeUndefined();
  });

  it('raises an alarm long before the end, and anew as it comes near', () => {
    const at = (hours: number) =>
      alarmOf(join(), 'It failed.', WRITTEN + hours * HOUR)!;
    expect(at(13)).toMatchObject({ severity: 'normal' });
    expect(at(13).title).toBe(
      'The token of remote cluster west of east ends at 2026-11-22T00:00:00.000Z',
    );
    expect(at(13).description).toContain('It failed.');
    expect(at(19)).toMatchObject({ severity: 'high' });
    expect(at(25).title).toContain('has ended');
    const keys = [13, 14, 19, 25].map(hours => at(hours).key);
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
    expect(
      alarmOf(join({ current: { writtenAt: WRITTEN } }), 'x', WRITTEN),
    ).toBeUndefined();
  });
});
