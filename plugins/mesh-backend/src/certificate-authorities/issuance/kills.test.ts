import { createPrivateKey, createPublicKey } from 'crypto';
import { Crash, Killer } from '../../remote-clusters/__testUtils__/Killer';
import { IssuanceWorld } from '../__testUtils__/IssuanceWorld';
import { certificateOf, stateOf } from './Issuance';
import { readCertificates } from '@meshport/certificates';

// An issuance is killed at every boundary of a write, of a call to the authority, and run again.
jest.setTimeout(300_000);

const ASKED = { authority: 'cloud', cluster: 'main' };

/** Only a kill ends an operation. */
function refuseOthers(error: Error): void {
  if (!(error instanceof Crash)) {
    throw error;
  }
}

describe.each(['before', 'after'] as const)('killed %s', when => {
  describe.each([
    ['at once', 0],
    ['six minutes later', 360],
  ])('and gone on with %s', (_words, seconds) => {
    let world: IssuanceWorld;

    beforeAll(async () => {
      world = await IssuanceWorld.start();
    });
    afterAll(() => world.stop());

    /** What is in use has its key; every other certificate is listed as left behind. */
    async function expectNothingSilent(before: readonly string[]) {
      const key = createPrivateKey(world.file('ca-key.pem'));
      const [own] = readCertificates(world.file('ca-cert.pem'));
      expect(
        createPublicKey(key).export({ type: 'spki', format: 'pem' }),
      ).toEqual(publicKeyIn(own.pem));
      const issued = world.service.ledger
        .map(({ serial }) => serial)
        .filter(serial => !before.includes(serial));
      expect(issued).toContain(own.serial);
      expect(issued.length).toBeLessThanOrEqual(2);
      const all = await world.process().store.list();
      const left = all
        .filter(one => stateOf(one) === 'orphaned')
        .flatMap(one => certificateOf(one) ?? [])
        .map(one => readCertificates(one.certificate)[0].serial);
      const unused = issued.filter(serial => serial !== own.serial);
      expect(unused.filter(serial => !left.includes(serial))).toEqual([]);
      expect(all.filter(one => stateOf(one) === 'keyed')).toEqual([]);
      expect(all.filter(one => stateOf(one) === 'issued')).toEqual([]);
    }

    async function killedAt(at: number): Promise<boolean> {
      const killer = new Killer(at, when);
      const first = world.process(killer);
      const second = world.process();
      const known = world.service.ledger.map(({ serial }) => serial);
      const old = world.serial;
      try {
        const request = await world.request(first.issue, ASKED);
        await world.carryOut(first.issue, request, killer).catch(refuseOthers);
        if (killer.struck) {
          world.service.clock.advance(seconds);
          await world.carryOut(second.issue, request);
        }
        expect(world.serial).not.toBe(old);
        await expectNothingSilent(known);
        return killer.struck;
      } finally {
        await Promise.all([first.close(), second.close()]);
      }
    }

    it.each(['first', 'later'])(
      'has one in use, and lists every other, of a %s issuance',
      async which => {
        let at = 1;
        for (; ; at += 1) {
          if (which === 'first') {
            await world.removeSecret();
          }
          if (!(await killedAt(at))) {
            break;
          }
        }
        // Begun, keyed, the call, its answer, checked, the Secret, written.
        expect(at).toBeGreaterThanOrEqual(8);
      },
    );
  });
});

describe.each(['before', 'after'] as const)(
  'a revocation that is killed %s',
  when => {
    it('is carried out, and recorded once', async () => {
      const world = await IssuanceWorld.start();
      const one = world.process();
      try {
        let at = 1;
        for (; ; at += 1) {
          world.service.faults.push('garbage');
          const wasted = await world.request(one.issue, ASKED);
          await expect(
            one.issue.provision(world.work(wasted)),
          ).rejects.toThrow();
          world.service.clock.advance(360);
          await one.issuer.giveUp(
            `request/${wasted.id}`,
            new AbortController().signal,
          );
          const [orphan] = await one.store.list();
          const request = await world.request(one.revoke, {
            issuance: orphan.id,
            reason: 'cessationOfOperation',
          });
          const killer = new Killer(at, when);
          const first = world.process(killer);
          await world
            .carryOut(first.revoke, request, killer)
            .catch(refuseOthers);
          await world.carryOut(one.revoke, request);
          await first.close();
          const { events } = (await one.store.get(orphan.id))!;
          expect(events.filter(({ type }) => type === 'revoked')).toHaveLength(
            1,
          );
          expect(world.service.ledger.at(-1)!.revoked).toBe(true);
          if (!killer.struck) {
            break;
          }
        }
        expect(at).toBeGreaterThan(2);
      } finally {
        await one.close();
        await world.stop();
      }
    });
  },
);

function publicKeyIn(pem: string): string | Buffer {
  return createPublicKey(pem).export({ type: 'spki', format: 'pem' });
}
