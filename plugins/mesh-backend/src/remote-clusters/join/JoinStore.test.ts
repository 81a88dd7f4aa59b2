import { TestDatabases } from '@backstage/backend-test-utils';
import { LeaseLostError, migrateRequests } from '../../requests/store';
import { Join } from './Join';
import { JoinStore } from './JoinStore';

jest.setTimeout(60_000);

const JOIN: Omit<Join, 'id'> = {
  primary: 'east',
  remote: 'west',
  requestId: 'r1',
  state: 'joining',
  clusterId: 'west-1',
  tokenKind: 'rotating',
  asIstioctl: false,
  primaryNamespace: 'istio-system',
  remoteNamespace: 'istio-system',
  account: 'istio-reader-service-account',
  server: 'https://west.example.com',
  made: [],
};
const CURRENT: Join['current'] = {
  kind: 'rotating',
  secret: { cluster: 'west', apiVersion: 'v1', kind: 'Secret', name: 'slot' },
  writtenAt: Date.UTC(2026, 10, 21),
  expiresAt: Date.UTC(2026, 10, 22),
};

// PostgreSQL runs where BACKSTAGE_TEST_DATABASE_POSTGRES14_CONNECTION_STRING names one.
const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_14'],
  disableDocker: true,
});

describe.each(databases.eachSupportedId())('JoinStore on %s', id => {
  let store: JoinStore;

  beforeEach(async () => {
    const db = await databases.init(id);
    await migrateRequests(db);
    store = new JoinStore(db);
  });

  const claim = (of: string, owner: string, now: number) =>
    store.claim(of, { owner, now, leaseMs: 100 });

  it('begins one join for a pair', async () => {
    const first = await store.begin(JOIN);
    const second = await store.begin({ ...JOIN, requestId: 'r2' });
    expect(second).toEqual(first);
    expect(second.requestId).toBe('r1');
    const other = await store.begin({ ...JOIN, primary: 'north' });
    expect(other.id).not.toBe(first.id);
    expect((await store.joins()).map(({ primary }) => primary)).toEqual([
      'east',
      'north',
    ]);
    expect(await store.find('east', 'nowhere')).toBeUndefined();
  });

  it('lets one at a time hold it, and writes for nobody else', async () => {
    const { id: of } = await store.begin(JOIN);
    const fence = (await claim(of, 'a', 1000))!;
    expect(await claim(of, 'b', 1050)).toBeUndefined();
    await store.renew(fence, 1200, 1050);
    expect(await claim(of, 'b', 1150)).toBeUndefined();
    const taken = (await claim(of, 'b', 1200))!;
    expect(taken.attempt).toBe(fence.attempt + 1);
    const join = (await store.get(of))!;
    for (const late of [
      () => store.renew(fence, 9000, 1210),
      () => store.save(fence, join),
      () => store.remove(fence),
    ]) {
      await expect(late()).rejects.toThrow(LeaseLostError);
    }
    await store.release(fence);
    expect(await claim(of, 'c', 1250)).toBeUndefined();
    await store.release(taken);
    expect(await claim(of, 'c', 1250)).toBeDefined();
  });

  it('lets the same holder begin anew, and not go on twice', async () => {
    const { id: of } = await store.begin(JOIN);
    const first = (await claim(of, 'request/1', 1000))!;
    const second = (await claim(of, 'request/1', 1001))!;
    await expect(store.renew(first, 1300, 1002)).rejects.toThrow(
      LeaseLostError,
    );
    await store.renew(second, 1300, 1002);
  });

  it('gives one of many who claim at once the lease', async () => {
    const { id: of } = await store.begin(JOIN);
    const got = await Promise.all(
      [...Array(8)].map((_, index) => claim(of, `w${index}`, 1000)),
    );
    expect(got.filter(Boolean)).toHaveLength(1);
  });

  it('knows what is due, and tells joins that are done', async () => {
    const { id: of } = await store.begin(JOIN);
    const fence = (await claim(of, 'a', 1000))!;
    expect(await store.list()).toEqual([]);
    const join: Join = {
      ...JOIN,
      id: of,
      state: 'joined',
      current: CURRENT,
      joinedAt: Date.UTC(2026, 10, 21),
    };
    await store.save(fence, join, 5000);
    expect(await store.due(4999)).toEqual([]);
    expect(await store.due(5000)).toEqual([join]);
    expect(await store.list()).toEqual([
      {
        primary: 'east',
        remote: 'west',
        clusterId: 'west-1',
        secret: {
          namespace: 'istio-system',
          name: 'istio-remote-secret-west-1',
        },
        tokenKind: 'rotating',
        joinedAt: '2026-11-21T00:00:00.000Z',
        expires: '2026-11-22T00:00:00.000Z',
        requestId: 'r1',
      },
    ]);
    await store.save(fence, join);
    expect(await store.due(9_000_000_000_000)).toEqual([]);
    await store.remove(fence);
    expect(await store.joins()).toEqual([]);
  });
});
