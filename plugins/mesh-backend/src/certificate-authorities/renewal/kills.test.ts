import { Killer } from '../../remote-clusters/__testUtils__/Killer';
import { DAY, RenewalWorld } from './__testUtils__/renewalWorld';

jest.setTimeout(60_000);

/** A renewal that is overdue, by an instance that is killed at a write, and by another. */
async function lookedAfter(at: number, when: 'before' | 'after') {
  const world = await RenewalWorld.start();
  try {
    await world.issued();
    // Two thirds of the life are over, and nobody has approved it.
    world.now += 61 * DAY;
    const killer = new Killer(at, when);
    await world.instance(killer).renewals.run();
    const { struck } = killer;
    // The others leave an alert to the one that died for a minute.
    world.now += 61_000;
    const { renewals } = world.instance();
    await renewals.run();
    await renewals.run();
    const scopes = world.sent.map(({ payload }) => payload.scope);
    return {
      struck,
      requests: world.requests.size,
      // One that was sent twice takes its own place.
      alerts: new Set(scopes).size,
      sent: scopes.length,
    };
  } finally {
    await world.stop();
  }
}

// The request, the claim of the alert, its sending, and that it was sent.
const WRITES = [1, 2, 3, 4];

describe.each(['before', 'after'] as const)('killed %s write', when => {
  it.each(WRITES)(
    '%d, a renewal is asked for once, and people are told',
    async at => {
      const { sent, ...rest } = await lookedAfter(at, when);
      expect(rest).toEqual({ struck: true, requests: 1, alerts: 1 });
      expect(sent).toBeLessThanOrEqual(2);
    },
  );
});

it('has no other write, and sends once when nobody dies', async () => {
  expect(await lookedAfter(WRITES.length + 1, 'before')).toEqual({
    struck: false,
    requests: 1,
    alerts: 1,
    sent: 1,
  });
});
