import { Crash, Killer } from '../../remote-clusters/__testUtils__/Killer';
import { stateOf as stateOfIssuance } from '../issuance/Issuance';
import { fingerprintsIn } from './gates';
import { PROXIES, RootWorld } from './__testUtils__/RootWorld';

// A change is killed at every boundary of a write, and gone on with by another process.
jest.setTimeout(240_000);

const FOUR = ['ca-cert.pem', 'ca-key.pem', 'cert-chain.pem', 'root-cert.pem'];

/** Only a kill ends a process. */
function refuseOthers(error: Error): void {
  if (!(error instanceof Crash)) {
    throw error;
  }
}

describe('processes that are killed', () => {
  let world: RootWorld;

  beforeAll(async () => {
    world = await RootWorld.start();
    await world.ready();
  });
  afterAll(() => world.stop());

  // To be killed before the next write leaves the same behind.
  it('after each write end with one authority, and no call is broken', async () => {
    const last = world.process();
    let orphans = 0;
    let at = 1;
    for (; ; at += 1) {
      const authority = at % 2 ? 'first' : 'second';
      const killer = new Killer(at, 'after');
      const dying = world.process(killer);
      PROXIES.forEach(name => world.proxies.renew(name, world.now()));
      const request = await world.request(dying.kind, {
        cluster: 'east',
        authority,
      });
      try {
        await dying.kind.provision(world.work(request, killer));
        await world.advance(dying, request, /^ready/, PROXIES, killer);
      } catch (error) {
        refuseOthers(error as Error);
      } finally {
        await dying.close();
      }
      if (killer.struck) {
        // As the worker does with whatever it finds under way.
        await last.kind.provision(world.work(request));
        await world.advance(last, request, /^ready/);
      }
      expect(Object.keys(world.secret()!).sort()).toEqual(FOUR);
      expect(world.secret()!['root-cert.pem']).toBe(world.root(authority));
      const tries = (await last.issuances.list()).filter(
        one => one.requestId === request.id,
      );
      const inUse = tries.filter(one => stateOfIssuance(one) === 'live');
      expect(inUse).toHaveLength(1);
      const written = inUse[0].events.find(({ type }) => type === 'written');
      expect(written).toMatchObject({
        fingerprint: fingerprintsIn(world.secret()!['ca-cert.pem'])[0],
      });
      // Whatever else was issued is listed, with its cause.
      const left = tries.filter(one => one !== inUse[0]);
      expect(left.length).toBeLessThanOrEqual(1);
      left.forEach(one =>
        expect(['orphaned', 'failed', 'requested', 'approved']).toContain(
          stateOfIssuance(one),
        ),
      );
      orphans += left.length;
      if (!killer.struck) {
        break;
      }
    }
    // Three PUTs, two restarts, and what is recorded between them.
    expect(at).toBeGreaterThan(12);
    expect(orphans).toBeGreaterThan(0);
    await last.close();
  });
});
