import { PLATFORM, ReadBackend } from '../__testUtils__/ReadBackend';
import { DevMesh, eventually } from '../__testUtils__/devMesh';

jest.setTimeout(180_000);

/** Signs of life as usual, but four times as often, so that the test is short. */
jest.mock('./timing', () => {
  const timing = jest.requireActual('./timing');
  return {
    ...timing,
    DEFAULT_TIMING: {
      ...timing.DEFAULT_TIMING,
      heartbeatMs: 3_750,
      heartbeatTimeoutMs: 4_000,
    },
  };
});

const NAMES = Array.from({ length: 10 }, (_, i) => `c${i}`);
const [DEAD, DYING, SLOW, ...WELL] = NAMES;

const SHOP = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'shop-1',
      namespace: 'shop',
      labels: { 'backstage.io/kubernetes-id': 'shop' },
    },
    spec: { containers: [{ name: 'app', image: 'shop:1' }] },
    status: { phase: 'Running' },
  },
];

const ENTITY = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    annotations: { 'backstage.io/kubernetes-id': 'shop' },
  },
  spec: { type: 'service', owner: 'team-shop', lifecycle: 'production' },
};

describe('ten clusters, some of them in trouble', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  beforeAll(async () => {
    mesh = await DevMesh.start(
      Object.fromEntries(NAMES.map(name => [name, SHOP])),
    );
    await mesh.cluster(DEAD).stop();
    backend = await ReadBackend.start({
      mesh,
      entities: [ENTITY],
      clusters: NAMES.map(name => mesh.details(name)),
    });
  });

  afterAll(async () => {
    await backend.stop();
    await mesh.close();
  });

  const card = async () => {
    const { status, body } = await backend.get(
      '/entities/component/default/shop/version',
      PLATFORM,
    );
    expect(status).toBe(200);
    return body;
  };

  const freshnessOf = (body: any, name: string) =>
    body.clusters.find((cluster: any) => cluster.name === name);

  /** Milliseconds that the card takes, nine times out of ten. */
  async function timeOfCard(): Promise<number> {
    const times: number[] = [];
    for (let i = 0; i < 30; i++) {
      const startedAt = performance.now();
      await card();
      times.push(performance.now() - startedAt);
    }
    return times.sort((a, b) => a - b)[26];
  }

  /** The clusters that are well are fresh, and a change shows at once. */
  async function expectUnaffected(names: string[], usual: number) {
    expect(await timeOfCard()).toBeLessThan(usual * 3 + 2_000);
    const body = await card();
    for (const name of names) {
      const { state, asOf, failures } = freshnessOf(body, name);
      expect({ name, state, failures }).toEqual({
        name,
        state: 'fresh',
        failures: [],
      });
      // A sign of life comes every 3.75 s on a quiet machine.
      expect(Date.now() - Date.parse(asOf)).toBeLessThan(30_000);
    }
    const changedAt = Date.now();
    const [name] = names;
    const [pod] = SHOP.slice(1) as any[];
    mesh.cluster(name).apply({
      ...pod,
      metadata: { ...pod.metadata, name: `shop-${changedAt}` },
    });
    const before = body.items.find((one: any) => one.cluster === name);
    await eventually(async () => {
      const now = (await card()).items.find((one: any) => one.cluster === name);
      expect(now.instances.total).toBe(before.instances.total + 1);
    }, 45_000);
  }

  it('answers for the others, and says which is in trouble and since when', async () => {
    const startedAt = Date.now();
    const allButDead = NAMES.filter(name => name !== DEAD);
    await eventually(async () => {
      const body = await card();
      for (const name of allButDead) {
        expect(freshnessOf(body, name).state).toBe('fresh');
      }
      expect(freshnessOf(body, DEAD).state).toBe('unreachable');
    }, 30_000);
    const usual = await timeOfCard();
    const atFirst = await card();
    expect(atFirst.items.map((item: any) => item.cluster)).toEqual(allButDead);
    const dead = freshnessOf(atFirst, DEAD);
    expect(dead).toEqual({
      name: DEAD,
      state: 'unreachable',
      failures: [
        {
          reason: 'Unreachable',
          message: `cluster '${DEAD}' does not answer: connection refused`,
          since: expect.any(String),
        },
      ],
    });
    expect(Date.parse(dead.failures[0].since)).toBeLessThan(startedAt + 30_000);

    // One dies.
    const diedAt = Date.now();
    await mesh.cluster(DYING).stop();
    await eventually(async () =>
      expect(freshnessOf(await card(), DYING).state).toBe('stale'),
    );
    const died = await card();
    expect(freshnessOf(died, DYING).failures[0]).toMatchObject({
      message: `cluster '${DYING}' does not answer: connection refused`,
    });
    const { asOf, failures } = freshnessOf(died, DYING);
    expect(Date.parse(asOf)).toBeLessThanOrEqual(diedAt + 500);
    expect(Date.parse(failures[0].since)).toBeGreaterThanOrEqual(diedAt - 500);
    // What it had is still told.
    expect(died.items.map((item: any) => item.cluster)).toContain(DYING);
    await expectUnaffected([...WELL, SLOW], usual);

    // One answers, but after 30 s.
    const slowSince = Date.now();
    await mesh
      .cluster(SLOW)
      .faults.set({ latencyMs: 30_000, dropWatches: true });
    await expectUnaffected(WELL, usual);
    await eventually(
      async () =>
        expect(freshnessOf(await card(), SLOW)).toMatchObject({
          state: 'stale',
          failures: [
            { message: `cluster '${SLOW}' does not answer: no answer in time` },
          ],
        }),
      // A sign of life every 3.75 s, with 4 s to answer.
      12_000,
    );
    const slow = freshnessOf(await card(), SLOW);
    expect(Date.parse(slow.asOf)).toBeLessThanOrEqual(slowSince + 500);
    expect(Date.parse(slow.failures[0].since)).toBeGreaterThan(slowSince);
    await expectUnaffected(WELL, usual);
    // The others in trouble say what they said, since the same moment.
    const now = await card();
    expect(freshnessOf(now, DEAD).failures).toEqual(dead.failures);
    expect(freshnessOf(now, DYING).failures[0].since).toBe(failures[0].since);

    // All recover.
    await mesh.cluster(SLOW).faults.set({ clear: true });
    await mesh.cluster(DEAD).start();
    await mesh.cluster(DYING).start();
    await eventually(async () => {
      const states = (await card()).clusters.map((c: any) => c.state);
      expect(states).toEqual(NAMES.map(() => 'fresh'));
    }, 30_000);
    expect((await card()).items).toHaveLength(NAMES.length);
    for (const name of NAMES) {
      const secrets = mesh
        .cluster(name)
        .requests()
        .filter(({ path }) => path.includes('/secrets'));
      expect(secrets).toEqual([]);
    }
  });
});
