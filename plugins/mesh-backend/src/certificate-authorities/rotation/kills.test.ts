import { Crash, Killer } from '../../remote-clusters/__testUtils__/Killer';
import { stateOf as stateOfIssuance } from '../issuance/Issuance';
import { fingerprintsIn } from './gates';
import { PROXIES, RootWorld } from './__testUtils__/RootWorld';

// Each process is killed after its first write, and another goes on.
jest.setTimeout(240_000);

const FOUR = ['ca-cert.pem', 'ca-key.pem', 'cert-chain.pem', 'root-cert.pem'];

/** Only a kill ends a process. */
function refuseOthers(error: Error): void {
  if (!(error instanceof Crash)) {
    throw error;
  }
}

describe('processes that are killed after every write', () => {
  let world: RootWorld;

  beforeAll(async () => {
    world = await RootWorld.start();
    await world.ready();
  });
  afterAll(() => world.stop());

  /** How many processes it took. */
  async function carryOut(request: { id: string; plan: any }): Promise<number> {
    for (let processes = 1; processes < 60; processes += 1) {
      const killer = new Killer(1, 'after');
      const dying = world.process(killer);
      try {
        await dying.kind.provision(world.work(request, killer));
        await world.advance(dying, request, /^ready/, PROXIES, killer);
        return processes;
      } catch (error) {
        refuseOthers(error as Error);
      } finally {
        await dying.close();
      }
    }
    throw new Error('it never ends');
  }

  it.each(['first', 'second'] as const)(
    'end with authority %s, issued once, and no call is broken',
    async authority => {
      const process = world.process();
      const request = await world.request(process.kind, {
        cluster: 'east',
        authority,
      });
      // Three writes of the Secret, two restarts, and what is recorded of them.
      expect(await carryOut(request)).toBeGreaterThan(12);
      expect(Object.keys(world.secret()!).sort()).toEqual(FOUR);
      expect(world.secret()!['root-cert.pem']).toBe(world.root(authority));
      const tries = (await process.issuances.list()).filter(
        one => one.requestId === request.id,
      );
      expect(tries.map(stateOfIssuance)).toEqual(['live']);
      expect(
        tries[0].events.find(({ type }) => type === 'written'),
      ).toMatchObject({
        fingerprint: fingerprintsIn(world.secret()!['ca-cert.pem'])[0],
      });
      await process.close();
    },
  );
});
