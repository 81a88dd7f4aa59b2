import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Finding } from '@meshport/istio';
import { Knex } from 'knex';
import { migrateRequests } from '../../requests/store';
import { identityOf } from '../identity';
import { FindingHistory } from './FindingHistory';
import { FindingKeeper } from './FindingKeeper';
import { FindingRecord } from './FindingRecord';
import { FindingStore } from './FindingStore';

jest.setTimeout(60_000);

const DAY = 24 * 3600 * 1000;

function finding(name: string): Finding {
  return {
    code: 'IST0101',
    name: 'ReferencedResourceNotFound',
    severity: 'error',
    analyzer: 'routes',
    resource: {
      cluster: 'east',
      kind: 'VirtualService',
      namespace: 'shop',
      name,
    },
    path: ['spec', 'http', 0],
    args: ['host', ['a', 1]],
    message: `${name} is wrong — "quoted" \u0000`,
    effect: 'calls fail',
    mend: { title: 'Do it', patch: [] },
  };
}

const kept = (name: string) => {
  const { mend: _, ...rest } = finding(name);
  return rest;
};

const record = (
  name: string,
  firstSeen: number,
  lastSeen = firstSeen,
  resolved?: number,
): FindingRecord => ({
  id: identityOf(finding(name)),
  finding: finding(name),
  firstSeen,
  lastSeen,
  ...(resolved === undefined ? {} : { resolved }),
});

// PostgreSQL runs where BACKSTAGE_TEST_DATABASE_POSTGRES14_CONNECTION_STRING names one.
const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_14'],
  disableDocker: true,
});

describe.each(databases.eachSupportedId())('FindingStore on %s', id => {
  let db: Knex;
  let store: FindingStore;

  beforeAll(async () => {
    db = await databases.init(id);
    await migrateRequests(db);
    store = new FindingStore(db);
  });
  beforeEach(() => db('mesh_findings').delete());

  const rows = async () =>
    Object.fromEntries(
      (await store.load(0, 100)).map(one => [
        one.finding.resource.name,
        [one.firstSeen, one.lastSeen, one.resolved],
      ]),
    );

  it('gives back what it was given, without what to do about it', async () => {
    await store.write([record('a', 1_000, 2_000)], 5_000);
    expect(await store.load(0, 10)).toEqual([
      { ...record('a', 1_000, 2_000), finding: kept('a') },
    ]);
  });

  it('keeps the earliest first sight, the last one, and the first resolution', async () => {
    await store.write([record('a', 1_500, 2_000)], 1);
    await store.write([record('a', 1_000, 1_800)], 1);
    expect(await rows()).toEqual({ a: [1_000, 2_000, undefined] });
    await store.write([record('a', 1_500, 2_500, 3_000)], 1);
    await store.write([record('a', 1_000, 2_400, 3_100)], 1);
    expect(await rows()).toEqual({ a: [1_000, 2_500, 3_000] });
  });

  it('is not taken in by what comes late', async () => {
    await store.write([record('a', 1_000, 2_000, 3_000)], 1);
    // Another replica's first sight of what is gone since.
    await store.write([record('a', 1_200)], 1);
    expect(await rows()).toEqual({ a: [1_000, 2_000, 3_000] });
    // It came again, and a replica that is behind tells that it went before.
    await store.write([record('a', 4_000)], 1);
    await store.write([record('a', 1_200, 2_900, 4_500)], 1);
    expect(await rows()).toEqual({ a: [4_000, 4_000, undefined] });
  });

  it('writes what came and went in the order in which it did', async () => {
    await store.write(
      [
        record('a', 1_000),
        record('b', 1_000),
        record('a', 1_000, 1_500, 2_000),
        record('a', 3_000),
        record('b', 1_000, 1_500, 3_500),
      ],
      1,
    );
    expect(await rows()).toEqual({
      a: [3_000, 3_000, undefined],
      b: [1_000, 1_500, 3_500],
    });
  });

  it('reads what others changed, and the latest of what is gone', async () => {
    await store.write([record('a', 1), record('b', 2, 2, 10)], 1_000);
    await store.write([record('c', 3, 3, 20)], 2_000);
    expect(
      (await store.changedSince(2_000)).map(one => one.finding.resource.name),
    ).toEqual(['c']);
    expect(await store.find([identityOf(finding('b')), 'no'])).toHaveLength(1);
    expect(
      (await store.load(5, 1)).map(one => one.finding.resource.name),
    ).toEqual(['a', 'c']);
    expect(await store.load(10, 5)).toHaveLength(2);
  });

  it('forgets what is gone, or was not seen, for long', async () => {
    await store.write(
      [
        record('old', 1_000, 2_000, 3_000),
        record('new', 1_000, 2_000, 9_000),
        record('there', 1_000, 2_000),
        record('lost', 1_000, 2_000),
      ],
      1,
    );
    await store.touch([record('there', 0).id, record('new', 0).id], 8_000);
    await store.forget(5_000);
    expect(await rows()).toEqual({
      new: [1_000, 2_000, 9_000],
      there: [1_000, 8_000, undefined],
    });
  });

  it('lets replicas write the same thousand at once', async () => {
    const names = Array.from({ length: 1_000 }, (_, i) => `a${i}`);
    const replica = (skew: number) => {
      const order = skew % 2 ? names : [...names].reverse();
      return new FindingStore(db).write(
        [
          ...order.map(name => record(name, 1_000 + skew, 2_000)),
          ...order
            .slice(0, 500)
            .map(name => record(name, 1_000 + skew, 2_000, 3_000 + skew)),
        ],
        1,
      );
    };
    await Promise.all([1, 2, 3, 4].map(replica));
    const all = await store.load(0, 2_000);
    expect(all).toHaveLength(1_000);
    expect(new Set(all.map(one => one.firstSeen))).toEqual(new Set([1_001]));
    // Either half was resolved by two of them, by the first that came.
    expect(all.filter(one => one.resolved !== undefined)).toHaveLength(1_000);
    expect(all.every(one => one.resolved! <= 3_004)).toBe(true);
  });

  describe('with replicas', () => {
    const start = (options: { store?: FindingStore; now: () => number }) => {
      const history = new FindingHistory(30 * DAY);
      const logger = mockServices.logger.mock();
      const keeper = new FindingKeeper({
        history,
        store,
        logger,
        retentionMs: 30 * DAY,
        ...options,
      });
      const see = (names: string[], now: number) =>
        history.update(
          {
            findings: names.map(finding),
            unjudged: [],
            suppressed: [],
            ran: 1,
          },
          new Set(['east']),
          now,
        );
      return { history, keeper, see, logger };
    };
    const firstSeen = ({ history }: { history: FindingHistory }) =>
      history.open().map(one => one.firstSeen);

    it('agrees on when something came and went', async () => {
      let now = 1_000;
      const one = start({ now: () => now });
      const other = start({ now: () => now });
      await Promise.all([one.keeper.run(), other.keeper.run()]);
      one.see(['a'], 1_000);
      other.see(['a'], 1_400);
      now = 2_000;
      await other.keeper.run();
      await one.keeper.run();
      now = 40_000;
      await Promise.all([one.keeper.run(), other.keeper.run()]);
      expect([firstSeen(one), firstSeen(other)]).toEqual([[1_000], [1_000]]);
      other.see([], 41_000);
      one.see([], 41_300);
      now = 42_000;
      await other.keeper.run();
      await one.keeper.run();
      expect(one.history.resolved()[0].resolved).toBe(41_000);
      // A third that comes later knows it as well.
      const third = start({ now: () => now });
      await third.keeper.run();
      expect(third.history.resolved()).toHaveLength(1);
    });

    it('goes on after a crash half-way', async () => {
      let now = 1_000;
      class Crashing extends FindingStore {
        override async write(records: readonly FindingRecord[], at: number) {
          await super.write(records.slice(0, 1), at);
          throw new Error('killed');
        }
      }
      const killed = start({ store: new Crashing(db), now: () => now });
      await killed.keeper.run();
      killed.see(['a', 'b'], 1_000);
      await killed.keeper.run();
      expect(killed.logger.warn).toHaveBeenCalledTimes(1);
      expect(String(killed.logger.warn.mock.calls)).not.toContain('killed');
      now = 50_000;
      const next = start({ now: () => now });
      await next.keeper.run();
      next.see(['a', 'b'], 50_000);
      await next.keeper.run();
      expect(firstSeen(next)).toEqual([1_000, 50_000]);
      expect(await rows()).toEqual({
        a: [1_000, 1_000, undefined],
        b: [50_000, 50_000, undefined],
      });
    });

    it('writes what happened while the database was away', async () => {
      let isAway = true;
      let now = 1_000;
      class Away extends FindingStore {
        override async load(since: number, most: number) {
          if (isAway) {
            throw new Error('away');
          }
          return super.load(since, most);
        }
      }
      const one = start({ store: new Away(db), now: () => now });
      one.see(['a', 'b'], 1_000);
      await one.keeper.run();
      one.see(['a'], 2_000);
      await one.keeper.run();
      expect(one.logger.warn).toHaveBeenCalledTimes(1);
      expect(await rows()).toEqual({});
      isAway = false;
      now = 3_000;
      await one.keeper.run();
      expect(await rows()).toEqual({
        a: [1_000, 1_000, undefined],
        b: [1_000, 1_000, 2_000],
      });
    });

    it('says that what is there is still there, and forgets what is old', async () => {
      let now = 1_000;
      const one = start({ now: () => now });
      await one.keeper.run();
      one.see(['a', 'b'], 1_000);
      one.see(['a'], 2_000);
      await one.keeper.run();
      now = 20 * DAY;
      await one.keeper.run();
      expect((await rows()).a).toEqual([1_000, now, undefined]);
      now = 31 * DAY;
      await one.keeper.run();
      expect(Object.keys(await rows())).toEqual(['a']);
    });
  });
});
