import { mockServices } from '@backstage/backend-test-utils';
import { readManifests } from '@meshport/istio';
import { eventually } from '../__testUtils__/devMesh';
import { fakeCluster } from '../__testUtils__/fakeCluster';
import { Inventory } from '../inventory';
import { FindingsWatch, restAfter } from './FindingsWatch';
import { FindingHistory } from './history/FindingHistory';

// Machines may be busy.
jest.setTimeout(60_000);

it.each([
  ['a short analysis', 10, 150],
  ['one of a large fleet', 500, 2_000],
  ['one that takes very long', 60_000, 30_000],
])('rests after %s, so that others have the processor', (_, took, rest) => {
  expect(restAfter(took)).toBe(rest);
});

let version = 0;
const route = (name: string, host: string) => {
  version += 1;
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      resourceVersion: String(version),
    },
    spec: { hosts: [name], http: [{ route: [{ destination: { host } }] }] },
  } as any;
};

describe('FindingsWatch', () => {
  const east = fakeCluster({ name: 'east', forbidden: ['Telemetry'] });
  const west = fakeCluster({ name: 'west', pending: ['VirtualService'] });
  let now = new Date('2026-12-31T12:00:00Z');
  let judged = 0;
  const watch = new FindingsWatch({
    inventory: {
      clusters: () => [east, west],
      cluster: (name: string) => (name === 'east' ? east : west),
    } as unknown as Inventory,
    logger: mockServices.logger.mock(),
    history: new FindingHistory(Infinity),
    now: () => now,
    suppressions: [
      {
        code: 'IST0101',
        resource: '*/quiet',
        reason: 'moved',
        until: '2026-12-31',
      },
    ],
    onJudged: () => {
      judged += 1;
    },
  });
  const found = () =>
    watch.history
      .open()
      .map(({ finding }) => `${finding.code} ${finding.resource.name}`);
  /** Does something, and waits for the analysis after it. */
  const after = async (change: () => void) => {
    const before = judged;
    change();
    await eventually(() => expect(judged).toBeGreaterThan(before));
  };
  let first = 0;

  beforeAll(async () => {
    await after(() => watch.start());
    first = watch.ran;
  });
  afterAll(() => watch.stop());

  it('judges everything once, and then nothing while nothing changes', async () => {
    expect(first).toBeGreaterThan(60);
    const before = judged;
    await new Promise(resolve => setTimeout(resolve, 1_000));
    expect(judged).toBe(before);
  });

  it('judges a change by its own analysis, with the analyzers that read it', async () => {
    await after(() => east.store('VirtualService').put(route('a', 'lost')));
    expect(found()).toContain('IST0101 a');
    expect(watch.ran).toBeGreaterThan(0);
    expect(watch.ran).toBeLessThan(first / 3);
    // Nothing that a ProxyConfig decides reads a VirtualService.
    const ofRoutes = watch.ran;
    await after(() =>
      east.store('ProxyConfig').put({
        apiVersion: 'networking.istio.io/v1beta1',
        kind: 'ProxyConfig',
        metadata: { name: 'a', namespace: 'shop' },
        spec: {},
      } as any),
    );
    expect(watch.ran).toBeLessThan(ofRoutes);
    expect(found()).toContain('IST0101 a');
  });

  it('says which analyzers could not judge which cluster', () => {
    const reasons = (cluster: string) =>
      watch.unjudged
        .filter(one => one.cluster === cluster && !one.partly)
        .flatMap(one => one.reasons.map(({ text }) => text))
        .join(' ');
    expect(reasons('east')).toMatch(/Telemetry/);
    expect(reasons('east')).not.toMatch(/VirtualService/);
    expect(reasons('west')).toMatch(/VirtualService: its first list/);
  });

  it('shows again at midnight what a suppression hid until then', async () => {
    await after(() => east.store('VirtualService').put(route('quiet', 'lost')));
    expect(found()).not.toContain('IST0101 quiet');
    expect(watch.history.hidden()).toEqual([
      expect.objectContaining({ by: 'moved', until: '2026-12-31' }),
    ]);
    const since = watch.history.hidden()[0].firstSeen;
    await after(() => {
      now = new Date('2027-01-01T00:00:00Z');
    });
    expect(found()).toContain('IST0101 quiet');
    expect(watch.history.hidden()).toEqual([]);
    const [shown] = watch.history
      .open()
      .filter(({ finding }) => finding.resource.name === 'quiet');
    expect(shown.firstSeen).toBe(since);
  });

  it('forgets what a check imagined', async () => {
    const { manifests } = readManifests([
      { name: 'b.yaml', text: JSON.stringify(route('b', 'lost')) },
    ]);
    const { caused } = await watch.effectOf('east', manifests);
    expect(caused.map(one => one.resource.name)).toContain('b');
    await after(() => east.store('VirtualService').put(route('a', 'a')));
    expect(found().filter(one => one.endsWith(' b'))).toEqual([]);
  });

  it('refuses to check more at once than it can', async () => {
    const checks = Array.from({ length: 25 }, () => watch.effectOf('east', []));
    const results = await Promise.allSettled(checks);
    const refused = results.filter(one => one.status === 'rejected');
    expect(refused).toHaveLength(5);
    expect(String((refused[0] as any).reason)).toMatch(/too many checks/);
    await expect(watch.effectOf('east', [])).resolves.toBeDefined();
    await expect(watch.effectOf('lost', [])).rejects.toThrow(/no cluster lost/);
  });
});
