import { DevMesh, eventually, followCluster } from '../__testUtils__/devMesh';
import { ClusterInventory, WatchedKindName } from './ClusterInventory';
import { WATCHED_KINDS } from './kinds';

function namespace(name: string, labels: Record<string, string> = {}) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function service(name: string, labels: Record<string, string> = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop', labels },
    spec: { selector: { app: name }, ports: [{ port: 80 }] },
  };
}

const SEED = [
  namespace('istio-system'),
  namespace('shop', { 'istio-injection': 'enabled' }),
  ...Array.from({ length: 8 }, (_, i) => service(`seed-${i}`)),
];

jest.setTimeout(60_000);

describe('ClusterInventory', () => {
  let mesh: DevMesh;
  let inventory: ClusterInventory;
  let stop: (() => Promise<void>) | undefined;

  beforeEach(async () => {
    mesh = await DevMesh.start({ east: SEED });
  });

  afterEach(async () => {
    await stop?.();
    await mesh.close();
  });

  async function follow(timing = {}) {
    ({ inventory, stop } = followCluster(mesh, 'east', timing));
    await eventually(() => expect(inventory.freshness().state).toBe('fresh'));
  }

  const east = () => mesh.cluster('east');
  const stored = (kind: WatchedKindName) =>
    inventory
      .store(kind)
      .list()
      .map(o => `${o.metadata.name}@${o.metadata.resourceVersion}`)
      .sort();
  const served = (kind: string) =>
    east()
      .objects(kind)
      .map((o: any) => `${o.metadata.name}@${o.metadata.resourceVersion}`)
      .sort();
  const expectEqual = (kind: WatchedKindName) =>
    eventually(() => expect(stored(kind)).toEqual(served(kind)));

  it('lists in pages, then follows', async () => {
    await follow();
    expect(stored('Service')).toEqual(served('Service'));
    const pages = east()
      .requests()
      .filter(
        ({ path }) =>
          path.startsWith('/api/v1/services?') && path.includes('limit=3'),
      );
    expect(pages.length).toBeGreaterThanOrEqual(3);

    east().apply(service('new'));
    const [seed] = east()
      .objects('Service')
      .filter((o: any) => o.metadata.name === 'seed-1') as any[];
    seed.metadata.labels = { changed: 'yes' };
    east().apply(seed);
    east().remove('Service', 'shop', 'seed-2');
    await expectEqual('Service');
    expect(
      inventory.store('Service').get('shop', 'seed-1')?.metadata.labels,
    ).toEqual({ changed: 'yes' });
    expect(inventory.status('Service')).toMatchObject({
      state: 'watching',
      listed: true,
      apiVersion: 'v1',
    });
    expect(inventory.kubernetesVersion).toMatch(/^v1\./);
  });

  it('never asks for a Secret', async () => {
    await follow();
    expect(
      east()
        .requests()
        .filter(({ path }) => path.includes('secret')),
    ).toEqual([]);
  });

  it('asks the server for bookmarks and for a limited time', async () => {
    await follow();
    const watch = east()
      .requests()
      .find(
        ({ path }) => path.includes('/services?') && path.includes('watch'),
      );
    const query = new URL(`http://x${watch?.path}`).searchParams;
    expect(query.get('allowWatchBookmarks')).toBe('true');
    expect(['5', '6']).toContain(query.get('timeoutSeconds'));
    expect(query.get('resourceVersion')).toMatch(/^\d+$/);
  });

  it('loses and repeats nothing when watches are dropped', async () => {
    await follow();
    const heard: string[] = [];
    inventory
      .store('Service')
      .onChange(({ type, object }) =>
        heard.push(`${type} ${object.metadata.name}`),
      );
    for (let i = 0; i < 5; i++) {
      await east().faults.set({ dropWatches: true });
      east().apply(service(`dropped-${i}`));
      await new Promise(resolve => setTimeout(resolve, 30));
    }
    await expectEqual('Service');
    expect(heard).toEqual([0, 1, 2, 3, 4].map(i => `added dropped-${i}`));
    await eventually(() => expect(inventory.freshness().state).toBe('fresh'));
  });

  it('lists anew after 410 and tells the deletes it did not see', async () => {
    await follow();
    const removed: string[] = [];
    inventory
      .store('Service')
      .onChange(({ type, object }) =>
        type === 'removed' ? removed.push(object.metadata.name) : undefined,
      );
    await east().stop();
    await eventually(() => expect(inventory.freshness().state).toBe('stale'));
    east().remove('Service', 'shop', 'seed-3');
    east().apply(service('after'));
    await east().faults.set({ expireWatches: true });
    const before = inventory.status('Service').lastList!;
    await east().start();
    await expectEqual('Service');
    expect(removed).toEqual(['seed-3']);
    expect(inventory.status('Service').lastList).toBeGreaterThan(before);
  });

  it('lists anew when 410 comes inside the stream', async () => {
    await follow();
    const before = inventory.status('Service').lastList!;
    await east().faults.set({ expireWatches: true });
    east().apply(service('after'));
    await expectEqual('Service');
    await eventually(() =>
      expect(inventory.status('Service').lastList).toBeGreaterThan(before),
    );
  });

  it('waits as long as Retry-After says', async () => {
    await follow();
    await east().faults.set({
      tooManyRequests: { count: 200, retryAfterSeconds: 30 },
    });
    await east().faults.set({ dropWatches: true });
    await eventually(() =>
      expect(inventory.status('Service').state).toBe('failing'),
    );
    east().clearRequests();
    await new Promise(resolve => setTimeout(resolve, 300));
    const asked = east()
      .requests()
      .filter(({ path }) => path.startsWith('/api/v1/services'));
    expect(asked).toEqual([]);
    expect(inventory.status('Service').failure?.message).toContain('429');
  });

  it('becomes stale as of the last good moment when the server stops, and fresh when it is back', async () => {
    await follow();
    const asOfBefore = Date.parse(inventory.freshness().asOf!);
    const stoppedAt = Date.now();
    await east().stop();
    await eventually(() => expect(inventory.freshness().state).toBe('stale'));
    await new Promise(resolve => setTimeout(resolve, 300));
    const { asOf, failures } = inventory.freshness();
    expect(Date.parse(asOf!)).toBeGreaterThanOrEqual(asOfBefore);
    expect(Date.parse(asOf!)).toBeLessThanOrEqual(stoppedAt + 250);
    expect(failures).toEqual([
      {
        reason: 'Unreachable',
        message: "cluster 'east' does not answer: connection refused",
        since: expect.any(String),
      },
    ]);
    expect(inventory.store('Service').size).toBe(8);

    await east().start();
    await eventually(() => expect(inventory.freshness().state).toBe('fresh'));
    expect(inventory.freshness().failures).toEqual([]);
    expect(Date.parse(inventory.freshness().asOf!)).toBeGreaterThan(stoppedAt);
  });

  it('is unreachable, then fresh, when the server is down at the start', async () => {
    await east().stop();
    ({ inventory, stop } = followCluster(mesh, 'east'));
    await eventually(() =>
      expect(inventory.freshness()).toMatchObject({
        state: 'unreachable',
        asOf: undefined,
        failures: [{ reason: 'Unreachable' }],
      }),
    );
    await east().start();
    await eventually(() => expect(inventory.freshness().state).toBe('fresh'));
    expect(stored('Service')).toEqual(served('Service'));
  });

  it('notices a watch that is open and says nothing any more', async () => {
    await follow({ watchSeconds: { min: 1, max: 1 }, watchMarginMs: 200 });
    await east().faults.set({ halfOpen: true });
    east().apply(service('unheard'));
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(inventory.store('Service').get('shop', 'unheard')).toBeUndefined();
    await east().faults.set({ clear: true });
    await expectEqual('Service');
  });

  it('says that credentials are refused, and goes on when they are taken again', async () => {
    await follow();
    await east().faults.set({ expiredTokens: true, dropWatches: true });
    await eventually(() =>
      expect(inventory.freshness()).toMatchObject({
        state: 'stale',
        failures: [{ reason: 'Unauthorized' }],
      }),
    );
    await east().faults.set({ expiredTokens: false });
    await eventually(() => expect(inventory.freshness().state).toBe('fresh'));
  });

  it('records what it may not read as forbidden, not as empty', async () => {
    await east().faults.set({
      refuseKinds: ['AuthorizationPolicy', 'Service'],
    });
    await follow();
    expect(inventory.status('Service')).toMatchObject({
      state: 'Forbidden',
      listed: false,
    });
    expect(inventory.freshness().failures).toEqual([
      expect.objectContaining({
        kind: 'Service',
        reason: 'Forbidden',
        message: expect.stringContaining('list and watch on services'),
      }),
      expect.objectContaining({
        kind: 'AuthorizationPolicy',
        reason: 'Forbidden',
        message: expect.stringContaining(
          'authorizationpolicies.security.istio.io',
        ),
      }),
    ]);
    expect(inventory.freshness(['Pod']).failures).toEqual([]);
    await east().faults.set({ refuseKinds: [] });
    await eventually(() => expect(inventory.freshness().failures).toEqual([]));
    expect(stored('Service')).toEqual(served('Service'));
  });

  it('keeps objects while an API server that has just started refuses everybody', async () => {
    await follow({ forbiddenGraceMs: 60_000 });
    await east().faults.set({ refuseKinds: ['Service'], dropWatches: true });
    await eventually(() =>
      expect(inventory.status('Service')).toMatchObject({
        state: 'failing',
        listed: true,
        failure: { reason: 'Forbidden' },
      }),
    );
    expect(inventory.freshness().state).toBe('stale');
    expect(inventory.store('Service').size).toBe(8);
    await east().faults.set({ clear: true });
    await eventually(() => expect(inventory.freshness().state).toBe('fresh'));
  });

  it('forgets objects when the right to read them is taken away', async () => {
    await follow();
    await east().faults.set({ refuseKinds: ['Service'], dropWatches: true });
    await eventually(() =>
      expect(inventory.status('Service').state).toBe('Forbidden'),
    );
    expect(inventory.store('Service').size).toBe(0);
  });

  it('reads every kind in a version that the cluster serves', async () => {
    await follow();
    const versions = Object.fromEntries(
      inventory.statuses().map(s => [s.kind, s.apiVersion]),
    );
    expect(Object.keys(versions)).toEqual(WATCHED_KINDS.map(k => k.kind));
    expect(versions.VirtualService).toBe('networking.istio.io/v1');
    expect(versions.AuthorizationPolicy).toBe('security.istio.io/v1');
  });
});
