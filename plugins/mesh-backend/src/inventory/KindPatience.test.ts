import { KindPatience } from './KindPatience';
import { DEFAULT_TIMING } from './timing';

describe('the patience with a kind', () => {
  let patience: KindPatience;

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    jest.spyOn(Math, 'random').mockReturnValue(1);
    patience = new KindPatience(DEFAULT_TIMING);
  });

  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('waits longer each time, up to the limit, and begins short again', () => {
    const waits = Array.from({ length: 9 }, () => patience.afterFailure());
    expect(waits.slice(0, 3)).toEqual([1000, 2000, 4000]);
    expect(waits[8]).toBe(60_000);
    patience.forget();
    expect(patience.afterFailure()).toBe(1000);
  });

  it('takes two times for chance', () => {
    patience.afterFailure();
    patience.afterExpiry();
    expect(patience.isLost).toBe(false);
    patience.afterFailure();
    expect(patience.isLost).toBe(true);
    patience.lasted();
    expect(patience.isLost).toBe(false);
  });

  it('lists at once after the first expiry only', () => {
    expect(patience.afterExpiry()).toBe(0);
    expect(patience.afterExpiry()).toBe(2000);
  });

  it('asks soon after a refusal, and takes it for one when it lasts', () => {
    expect(patience.afterRefusal()).toEqual({ waitMs: 250, isLasting: false });
    jest.setSystemTime(14_999);
    expect(patience.afterRefusal()).toEqual({ waitMs: 500, isLasting: false });
    jest.setSystemTime(15_000);
    expect(patience.afterRefusal()).toEqual({ waitMs: 1000, isLasting: true });
    patience.forget();
    expect(patience.afterRefusal()).toEqual({ waitMs: 250, isLasting: true });
    patience.admitted();
    expect(patience.afterRefusal()).toEqual({ waitMs: 250, isLasting: false });
  });
});
