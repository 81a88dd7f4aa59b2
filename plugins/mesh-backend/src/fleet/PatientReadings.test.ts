import { PatientReadings } from './PatientReadings';

describe('PatientReadings', () => {
  const never = () => new Promise<string>(() => {});

  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  async function inTime<T>(reading: Promise<T>, milliseconds: number) {
    await jest.advanceTimersByTimeAsync(milliseconds);
    return reading;
  }

  it('gives what comes in time', async () => {
    const readings = new PatientReadings<string>({ limitMs: 100 });
    expect(await readings.read('a', async () => 'links')).toEqual({
      state: 'read',
      value: 'links',
    });
  });

  it('does not wait longer than that, and has it for the next reader', async () => {
    const readings = new PatientReadings<string>({ limitMs: 100 });
    let finish = (_: string) => {};
    const make = jest.fn(
      () =>
        new Promise<string>(resolve => {
          finish = resolve;
        }),
    );
    expect(await inTime(readings.read('a', make), 100)).toEqual({
      state: 'pending',
    });
    const second = readings.read('a', make);
    finish('late');
    expect(await inTime(second, 0)).toEqual({ state: 'read', value: 'late' });
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('shows what was known while the next reading is late, but not for ever', async () => {
    const readings = new PatientReadings<string>({ limitMs: 100 });
    await readings.read('a', async () => 'before');
    expect(await inTime(readings.read('a', never), 100)).toEqual({
      state: 'read',
      value: 'before',
    });
    await jest.advanceTimersByTimeAsync(6 * 60_000);
    expect(await inTime(readings.read('a', never), 100)).toEqual({
      state: 'pending',
    });
  });

  it('never gives one reader what another may read', async () => {
    const readings = new PatientReadings<string>({ limitMs: 100 });
    await readings.read('platform', async () => 'secret');
    expect(await inTime(readings.read('stranger', never), 100)).toEqual({
      state: 'pending',
    });
  });

  it('tells of an error, forgets what was known, and asks anew', async () => {
    const readings = new PatientReadings<string>({ limitMs: 100 });
    await readings.read('a', async () => 'before');
    const error = new Error('refused');
    expect(
      await readings.read('a', async () => {
        throw error;
      }),
    ).toEqual({ state: 'failed', error });
    expect(
      await inTime(
        readings.read('a', async () => 'again'),
        0,
      ),
    ).toEqual({
      state: 'read',
      value: 'again',
    });
  });
});
