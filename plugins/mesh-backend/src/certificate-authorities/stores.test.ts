import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { LeaseLostError, migrateRequests } from '../requests/store';
import { IssuanceEvent, IssuanceOrder, stateOf } from './issuance/Issuance';
import { IssuanceStore } from './issuance/IssuanceStore';
import { AlertStore } from './renewal/AlertStore';
import { RevocationListStore } from './revocation-lists/RevocationListStore';
import { RootChangeFacts } from './rotation/RootChange';
import {
  ChangedMeanwhileError,
  RootChangeStore,
} from './rotation/RootChangeStore';

jest.setTimeout(60_000);

const NOW = Date.UTC(2026, 10, 22);
const TABLES = [
  'mesh_ca_issuance_events',
  'mesh_ca_issuances',
  'mesh_root_change_steps',
  'mesh_root_changes',
  'mesh_ca_alerts',
  'mesh_ca_revocation_lists',
];

const ORDER: IssuanceOrder = {
  operation: 'request/r-1',
  requestId: 'r-1',
  cluster: 'east',
  namespace: 'istio-system',
  authority: 'corp',
  provider: 'aws-pca',
  keyType: 'P-256',
  validityDays: 90,
  subject: { commonName: 'Ä "quoted"', organization: 'O', locality: 'east' },
  renewals: 'ask',
};
const BEGUN: IssuanceEvent[] = [
  { type: 'requested', text: 'Asked for.' },
  { type: 'approved', text: 'Approved.' },
];

const facts = (requestId: string, cluster = 'east') =>
  ({
    requestId,
    cluster,
    namespace: 'istio-system',
    authority: 'corp',
    kind: 'rotation',
    oldRoots: '-----BEGIN CERTIFICATE-----\nold\n',
    istiodVersions: ['1.29.1'],
  } as unknown as RootChangeFacts);

/** What several did at once: how many did it, and how the others were refused. */
async function atOnce(tries: Promise<unknown>[]) {
  const ended = await Promise.allSettled(tries);
  return {
    done: ended.filter(({ status }) => status === 'fulfilled').length,
    refusals: ended.flatMap(end =>
      end.status === 'rejected' ? [end.reason] : [],
    ),
  };
}

// PostgreSQL runs where BACKSTAGE_TEST_DATABASE_POSTGRES14_CONNECTION_STRING names one.
const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_14'],
  disableDocker: true,
});

describe.each(databases.eachSupportedId())('on %s', id => {
  let db: Knex;

  beforeAll(async () => {
    db = await databases.init(id);
    await migrateRequests(db);
  });
  beforeEach(async () => {
    for (const table of TABLES) {
      await db(table).delete();
    }
  });

  describe('issuances', () => {
    const begin = (store: IssuanceStore, number = 1, order = ORDER) =>
      store.begin(order, { number, events: BEGUN, now: NOW + number });

    it('come back as they were, each operation’s tries oldest first', async () => {
      const store = new IssuanceStore(db);
      const first = await begin(store);
      const second = await begin(store, 2);
      const west = await begin(store, 1, {
        ...ORDER,
        operation: 'request/r-2',
        cluster: 'west',
      });
      expect(await store.get(first.id)).toEqual(first);
      expect(await store.tries(ORDER.operation)).toEqual([first, second]);
      expect(await store.list({ cluster: 'west' })).toEqual([west]);
      expect((await store.list())[0]).toEqual(second);
      expect(await store.get('no-such')).toBeUndefined();
    });

    it('are begun once by two instances', async () => {
      const instances = [new IssuanceStore(db), new IssuanceStore(db)];
      const { done, refusals } = await atOnce(
        instances.map(store => begin(store)),
      );
      expect(done).toBe(1);
      expect(refusals).toEqual([expect.any(LeaseLostError)]);
      const [only, ...others] = await instances[0].list();
      expect(others).toEqual([]);
      expect(only.events).toHaveLength(2);
    });

    it('get one next event of several instances, and lose none', async () => {
      const stores = [1, 2, 3].map(() => new IssuanceStore(db));
      const issuance = await begin(stores[0]);
      const { done, refusals } = await atOnce(
        stores.map((store, index) =>
          store.append(
            issuance,
            { type: 'failed', text: `by ${index}`, mend: '' },
            NOW + 9,
          ),
        ),
      );
      expect(done).toBe(1);
      expect(refusals).toEqual([
        expect.any(LeaseLostError),
        expect.any(LeaseLostError),
      ]);
      const found = (await stores[1].get(issuance.id))!;
      expect(found.events).toHaveLength(3);
      expect(stateOf(found)).toBe('failed');
      expect(found.events[2].at).toBe(NOW + 9);
    });
  });

  describe('changes of roots', () => {
    const store = () => new RootChangeStore(db, () => NOW);

    it('begin once for a control plane, whoever of two is faster', async () => {
      const { done, refusals } = await atOnce([
        store().begin(facts('r-1')),
        store().begin(facts('r-2')),
      ]);
      expect(done).toBe(1);
      expect(refusals).toEqual([
        expect.objectContaining({
          name: 'ConflictError',
          message: expect.stringMatching(
            /another change of the root of east\/istio-system is under way \(request r-[12]\)/,
          ),
        }),
      ]);
      expect(await store().underWay('east')).toHaveLength(1);
    });

    it('begin once when two instances begin the same', async () => {
      const { done, refusals } = await atOnce([
        store().begin(facts('r-1')),
        store().begin(facts('r-1')),
      ]);
      expect([done, refusals]).toEqual([2, []]);
      const change = (await store().find('r-1'))!;
      expect(change.facts).toEqual(facts('r-1'));
      expect(change.events.map(({ type }) => type)).toEqual(['begun']);
    });

    it('take one of the steps that several instances add at once', async () => {
      const change = await store().begin(facts('r-1'));
      const { done, refusals } = await atOnce([
        store().append(change, { type: 'writing', stage: 'both' }),
        store().append(change, { type: 'paused', actor: 'user:default/ann' }),
        store().append(change, { type: 'rollBackAsked', reason: 'no' }),
      ]);
      expect(done).toBe(1);
      expect(refusals).toEqual([
        expect.any(ChangedMeanwhileError),
        expect.any(ChangedMeanwhileError),
      ]);
      const { events } = (await store().find('r-1'))!;
      expect(events.map(({ sequence }) => sequence)).toEqual([1, 2]);
    });

    it('make room for the next when they are over, and keep what was seen', async () => {
      const change = await store().begin(facts('r-1'));
      const look = { complete: false, total: 2, done: 1 } as any;
      await store().noteLook('r-1', look);
      expect((await store().find('r-1'))!.look).toEqual(look);
      await store().append(change, { type: 'done' });
      expect(await store().underWay()).toEqual([]);
      await store().begin(facts('r-2'));
      await store().begin(facts('r-3', 'west'));
      const others = await store().ofOthers('west');
      expect(others.map(one => one.facts.cluster)).toEqual(['east']);
    });
  });

  describe('alerts', () => {
    const key = { subject: 'ab', stage: '30 days' };
    const claim = (now: number) =>
      new AlertStore(db).claim(key, { now, forMs: 1_000 });

    it('are sent by one of several instances, and by another when it died', async () => {
      const claims = await Promise.all([claim(NOW), claim(NOW), claim(NOW)]);
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await claim(NOW + 999)).toBe(false);
      expect(await claim(NOW + 1_000)).toBe(true);
      await new AlertStore(db).sent(key, NOW + 1_001);
      expect(await claim(NOW + 9_999)).toBe(false);
    });
  });

  describe('revocation lists', () => {
    const PLANE = 'east/istio-system';
    const store = () => new RevocationListStore(db);
    const claim = (owner: string, now = NOW) =>
      store().claim(PLANE, { owner, now, leaseMs: 1_000 });

    it('are fetched by one of several instances', async () => {
      const fences = await Promise.all(['a', 'b', 'c'].map(one => claim(one)));
      expect(fences.filter(Boolean)).toHaveLength(1);
    });

    it('are left to another when the lease ended, and nothing of the former counts', async () => {
      const former = (await claim('a'))!;
      const later = (await claim('b', NOW + 1_000))!;
      const record = { failures: 1, tryAt: NOW, problem: 'no answer' };
      await expect(store().save(former, record)).rejects.toBeInstanceOf(
        LeaseLostError,
      );
      await expect(
        store().renew(former, NOW + 9_000, NOW + 500),
      ).rejects.toBeInstanceOf(LeaseLostError);
      await store().renew(later, NOW + 9_000, NOW + 1_500);
      await store().save(later, {
        failures: 0,
        tryAt: NOW + 5,
        dueAt: NOW + 1,
        lateAt: NOW + 2,
        endsAt: NOW + 3,
      });
      await store().release(later);
      expect(await store().find(PLANE)).toEqual({
        failures: 0,
        tryAt: NOW + 5,
        dueAt: NOW + 1,
        lateAt: NOW + 2,
        endsAt: NOW + 3,
      });
      expect(await claim('c', NOW + 1_001)).toBeDefined();
    });
  });
});
