import { Issuance } from './Issuance';
import { IssuanceWorld } from '../__testUtils__/IssuanceWorld';
import { revocationFindings } from './revocationFindings';

jest.setTimeout(120_000);

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22);

/** An intermediate that was written so many hours ago; never where undefined. */
function issuance(hoursAgo?: number, namespace = 'istio-system'): Issuance {
  const at = NOW - (hoursAgo ?? 0) * HOUR;
  return {
    cluster: 'east',
    namespace,
    events: [
      { type: 'issued', at },
      ...(hoursAgo === undefined ? [] : [{ type: 'written', at }]),
    ],
  } as unknown as Issuance;
}

describe('what to know before an intermediate is revoked', () => {
  const told = (one: Issuance, others: Issuance[], more: object = {}) =>
    revocationFindings(one, [one, ...others], {
      areListsOn: true,
      lifeMs: 24 * HOUR,
      now: NOW,
      ...more,
    }).map(({ code, severity, message }) => [code, severity, message]);

  it('is how long workloads may show what it signed, where lists are on', () => {
    expect(told(issuance(500), [issuance(3)])).toEqual([
      [
        'CA_REVOKE_STILL_SHOWN',
        'warning',
        expect.stringMatching(
          /^Workloads of east .* until 2026-11-22T21:00:00\.000Z .*24 hours/,
        ),
      ],
    ]);
    // It was the next one that took its place, not the newest.
    expect(told(issuance(500), [issuance(1), issuance(30)])).toEqual([]);
  });

  it.each<[string, Issuance, Issuance[], object]>([
    ['lists are off', issuance(500), [issuance(3)], { areListsOn: false }],
    ['it never signed', issuance(), [issuance(3)], {}],
    ['all that it signed is over', issuance(500), [issuance(25)], {}],
    ['lives are short', issuance(500), [issuance(3)], { lifeMs: HOUR }],
  ])('is nothing where %s', (_, one, others, more) => {
    expect(told(one, others, more)).toEqual([]);
  });

  it.each([
    ['another than the portal replaced it', []],
    ['only another control plane has a newer one', [issuance(30, 'istio-2')]],
  ])('counts from now where %s', (_, others) => {
    expect(told(issuance(500), others)).toEqual([
      [expect.anything(), 'warning', expect.stringContaining('2026-11-23')],
    ]);
  });

  it('is asked of the request, with the lists of its authority', async () => {
    const world = await IssuanceWorld.start({ lists: true });
    const one = world.process();
    try {
      await world.carryOut(
        one.issue,
        await world.request(one.issue, { authority: 'cloud', cluster: 'main' }),
      );
      const [replaced] = await one.store.list();
      await world.carryOut(
        one.renew,
        await world.request(one.renew, { cluster: 'main' }),
      );
      const { plan } = await world.request(one.revoke, {
        issuance: replaced.id,
        reason: 'superseded',
      });
      expect(await one.revoke.findings(plan)).toMatchObject([
        { code: 'CA_REVOKE_STILL_SHOWN' },
      ]);
      world.service.clock.advance(25 * 3_600);
      expect(await one.revoke.findings(plan)).toEqual([]);
    } finally {
      await one.close();
      await world.stop();
    }
  });
});
