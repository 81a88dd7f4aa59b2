import { ServiceUnavailableError } from '@backstage/errors';
import { readRevocationLists } from '@meshport/certificates';
import { Crash, Killer } from '../../remote-clusters/__testUtils__/Killer';
import { ListWorld } from './__testUtils__/listWorld';

// A cluster and a database run for the tests; processes are killed over them.
jest.setTimeout(120_000);

const DAY = 86_400_000;

describe('revocation lists of a control plane', () => {
  let world: ListWorld;

  beforeEach(async () => {
    world = await ListWorld.start();
  });
  afterEach(() => world.stop());

  const later = (days: number) => {
    world.now += days * DAY;
  };
  /** When the first list in the Secret runs out, in days from the start. */
  const endsOn = () =>
    Math.min(
      ...readRevocationLists(world.crl()!).map(({ nextUpdate }) =>
        Math.round((Date.parse(nextUpdate!) - world.began) / DAY),
      ),
    );

  it('are fetched anew at half of the shortest life, and nothing else of the Secret changes', async () => {
    const { refresh } = world.instance();
    const before = world.secret();
    await refresh.run();
    later(3.4);
    await refresh.run();
    expect(world.writes).toBe(0);
    later(0.2);
    world.publish();
    await refresh.run();
    expect(world.writes).toBe(1);
    expect(endsOn()).toBe(11);
    const { 'ca-crl.pem': crl, ...others } = world.secret().data;
    expect(before.data).toMatchObject(others);
    expect(readRevocationLists(world.crl()!)).toHaveLength(2);
    expect(crl).not.toBe(before.data['ca-crl.pem']);
    expect(world.secret().metadata.uid).toBe(before.metadata.uid);
    await refresh.run();
    expect(world.writes).toBe(1);
    expect(world.told).toEqual([]);
  });

  it('go on being fetched for the whole life of an intermediate', async () => {
    const { refresh } = world.instance();
    for (let day = 0; day < 30; day += 1) {
      world.publish();
      await refresh.run();
      expect(endsOn()).toBeGreaterThan(day + 3);
      later(1);
    }
    expect(world.writes).toBeGreaterThan(5);
    expect(world.writes).toBeLessThan(10);
    expect(world.told).toEqual([]);
  });

  it('are fetched once by two instances', async () => {
    const [one, other] = [world.instance(), world.instance()];
    await Promise.all([one.refresh.run(), other.refresh.run()]);
    later(4);
    world.publish();
    await Promise.all([one.refresh.run(), other.refresh.run()]);
    await Promise.all([one.refresh.run(), other.refresh.run()]);
    expect(world.writes).toBe(1);
    expect(world.fetches).toBe(1);
  });

  it('alarm at two thirds and at the end, once each, with the cause', async () => {
    const instances = [world.instance(), world.instance()];
    await instances[0].refresh.run();
    world.outage = new ServiceUnavailableError('the authority does not answer');
    for (let hour = 0; hour < 24 * 8; hour += 8) {
      for (const { refresh } of instances) {
        await refresh.run();
      }
      later(1 / 3);
    }
    expect(world.told).toEqual([
      [
        'critical',
        expect.stringMatching(
          /^A revocation list of east runs out in (2 days|\d+ hours)$/,
        ),
        expect.stringContaining('the authority does not answer'),
      ],
      [
        'critical',
        'A revocation list of east has run out',
        expect.stringContaining('Envoy refuses every call'),
      ],
    ]);
    expect(world.writes).toBe(0);
    world.outage = undefined;
    world.publish();
    await instances[1].refresh.run();
    expect(world.writes).toBe(1);
  });

  it('alarm also when the cluster does not answer any more', async () => {
    const { refresh } = world.instance();
    await refresh.run();
    world.clusterDown = true;
    later(4.8);
    await refresh.run();
    expect(world.told.map(([, title]) => title)).toEqual([
      'A revocation list of east runs out in 2 days',
    ]);
  });

  it.each([
    ['is incomplete', () => world.publish({ without: 'root' }), /no list of/],
    ['has run out', () => world.publish({ life: -1 }), /ended on/],
    ['was published before', () => {}, /no new list yet/],
    [
      'is older',
      () => world.publish({ at: -5.5 * DAY }),
      /older than the list/,
    ],
    ['is garbage', () => world.garbage(), /./],
  ])('are never written from a set that %s', async (_, publish, words) => {
    const { refresh } = world.instance();
    await refresh.run();
    later(5);
    publish();
    const before = world.crl();
    await refresh.run();
    expect(world.writes).toBe(0);
    expect(world.crl()).toBe(before);
    const [[, , text]] = world.told;
    expect(text).toMatch(words);
  });

  it('are tried again later and later, not at every look', async () => {
    const { refresh } = world.instance();
    await refresh.run();
    world.outage = new ServiceUnavailableError('down');
    later(4);
    for (let look = 0; look < 120; look += 1) {
      await refresh.run();
      world.now += 5000;
    }
    expect(world.fetches).toBeGreaterThan(4);
    expect(world.fetches).toBeLessThan(12);
  });

  it('are left alone where there are none, or another wrote an authority of its own', async () => {
    const { refresh } = world.instance();
    world.change(({ data }) => {
      delete data['ca-crl.pem'];
    });
    later(5);
    world.publish();
    await refresh.run();
    expect(world.writes).toBe(0);
    expect(world.crl()).toBeUndefined();
    await world.replaceAuthority();
    later(1);
    await world.instance().refresh.run();
    expect(world.writes).toBe(0);
    expect(world.told).toEqual([]);
  });

  it('are not written over what another changed in the same moment', async () => {
    const { refresh } = world.instance();
    later(4);
    world.publish();
    world.beforeWrite = () =>
      world.change(({ data }) => {
        data['of-another'] = Buffer.from('x').toString('base64');
      });
    await refresh.run();
    expect(world.secret().data['of-another']).toBeDefined();
    expect(endsOn()).toBe(7);
    world.beforeWrite = undefined;
    world.now += 10 * 60_000;
    await refresh.run();
    expect(endsOn()).toBe(11);
    expect(world.secret().data['of-another']).toBeDefined();
  });

  it.each(['before', 'after'] as const)(
    'are fresh in the end when a backend is killed %s any write',
    async when => {
      let at = 1;
      for (; ; at += 1) {
        later(4);
        world.publish();
        const writes = world.writes;
        const killer = new Killer(at, when);
        await world
          .instance(killer)
          .refresh.run()
          .catch(error => {
            if (!(error instanceof Crash)) {
              throw error;
            }
          });
        world.now += 65_000;
        await world.instance().refresh.run();
        expect(endsOn()).toBe(Math.round((world.now - world.began) / DAY) + 7);
        expect(world.writes - writes).toBe(1);
        if (!killer.struck) {
          break;
        }
      }
      // The claim, the Secret, what is noted, the release.
      expect(at).toBeGreaterThan(4);
    },
  );

  it('are audited, and no key is in what is kept or said', async () => {
    const { refresh } = world.instance();
    later(4);
    world.publish();
    await refresh.run();
    expect(world.audits).toEqual([
      expect.objectContaining({
        eventId: 'certificate-authority-revocation-lists',
        meta: {
          cluster: 'east',
          namespace: 'istio-system',
          authority: 'corporate',
        },
      }),
    ]);
    const kept = JSON.stringify([
      await world.database.dbs[0]('mesh_ca_revocation_lists'),
      await world.database.dbs[0]('mesh_ca_alerts'),
      world.audits,
      world.logs,
    ]);
    expect(kept).not.toContain('PRIVATE KEY');
    expect(kept).not.toContain(world.keySentinel);
  });
});
