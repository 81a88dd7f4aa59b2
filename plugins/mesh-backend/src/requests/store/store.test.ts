import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { canonicalJson, sha256 } from '../canonicalJson';
import { DraftEvent, withStatuses } from '../requestSteps';
import { KnexRequestStore } from './KnexRequestStore';
import { migrateRequests } from './migrations';
import { NewPlan, RequestCondition } from './RequestStore';

jest.setTimeout(60_000);

const ann = 'user:default/ann';
const user = { type: 'user' as const, entityRef: ann };
const requested: DraftEvent = { type: 'requested', actor: user };
const approved: DraftEvent = { type: 'approved', actor: { type: 'system' } };

function planned(
  name: string,
  targets: NewPlan['targets'] = [
    { cluster: 'east', namespace: 'shop', owners: ['group:default/a'] },
  ],
): NewPlan {
  const plan: any = {
    formatVersion: 1,
    kind: name.startsWith('vm') ? 'vm' : 'egress-gateway',
    title: `Gateway ${name}`,
    renderer: { name: 'test', version: '1' },
    delivery: 'apply',
    targets: [],
    parameters: {},
    objects: [],
    placeholders: [],
    statements: [],
  };
  const text = canonicalJson(plan);
  return {
    plan,
    text,
    contentHash: sha256(text),
    subject: `east/shop/${name}`,
    targets,
    facts: { diff: [], findings: [], presence: {}, made: [] },
  };
}

// PostgreSQL runs where BACKSTAGE_TEST_DATABASE_POSTGRES14_CONNECTION_STRING names one.
const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_14'],
  disableDocker: true,
});

it.each(
  (['SQLITE_3', 'POSTGRES_14'] as const).map(
    id => [id, databases.supports(id)] as const,
  ),
)('tries %s: %s', (id, supported) => {
  // SQLite is always there; whether PostgreSQL was tried stands in the name.
  expect(supported || id === 'POSTGRES_14').toBe(true);
});

describe.each(databases.eachSupportedId())('KnexRequestStore on %s', id => {
  let db: Knex;
  let store: KnexRequestStore;
  let made = 0;

  beforeAll(async () => {
    db = await databases.init(id);
    await migrateRequests(db);
    store = new KnexRequestStore(db);
  });
  beforeEach(async () => {
    for (const table of [
      'mesh_requests',
      'mesh_request_plans',
      'mesh_request_targets',
      'mesh_request_owners',
      'mesh_request_approvers',
      'mesh_request_history',
    ]) {
      await db(table).delete();
    }
  });

  const create = async (
    name: string,
    more: Partial<Parameters<KnexRequestStore['create']>[0]> = {},
    steps: DraftEvent[] = [requested],
    now = 1_000,
  ) => {
    made += 1;
    const { id: requestId } = await store.create(
      {
        id: `00000000-0000-0000-0000-${String(made).padStart(12, '0')}`,
        requester: ann,
        inputHash: 'h',
        approverGroups: [],
        planned: planned(name),
        ...more,
      },
      withStatuses([], steps),
      now,
    );
    return requestId;
  };

  const titles = async (where: RequestCondition) => {
    const { items, total } = await store.list({ where, limit: 50, offset: 0 });
    expect(total).toBe(items.length);
    return items.map(item => item.title.replace('Gateway ', '')).sort();
  };

  it('gives back what it was given', async () => {
    const requestId = await create('whole', {
      expiresAt: 9_000,
      pullRequest: { url: 'https://git.example/1', state: 'open' },
    });
    expect(await store.find(requestId)).toMatchObject({
      id: requestId,
      status: 'requested',
      requester: ann,
      lastEditor: ann,
      expiresAt: 9_000,
      createdAt: 1_000,
      sequence: 1,
      attempt: 0,
      pullRequest: { url: 'https://git.example/1', state: 'open' },
      plan: { title: 'Gateway whole' },
      targets: [
        { cluster: 'east', namespace: 'shop', owners: ['group:default/a'] },
      ],
      history: [{ sequence: 1, type: 'requested', actor: user, at: 1_000 }],
    });
    expect(await store.find('none')).toBeUndefined();
  });

  it('stores one request for an idempotency key, even when asked at once', async () => {
    const ids = await Promise.all(
      ['a', 'b', 'c', 'd'].map(() => create('one', { idempotencyKey: 'k' })),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await store.findByKey(ann, 'k')).toEqual({
      id: ids[0],
      inputHash: 'h',
    });
    const [{ rows }] = await db('mesh_request_history').count({ rows: '*' });
    expect(Number(rows)).toBe(1);
    const other = await create('one', {
      idempotencyKey: 'k',
      requester: 'user:default/dan',
    });
    expect(other).not.toBe(ids[0]);
  });

  it('lets one of two who change at once through', async () => {
    const requestId = await create('race');
    const approve = () =>
      store.append(
        requestId,
        1,
        withStatuses([{ type: 'requested', status: 'requested' }], [approved]),
        {},
        2_000,
      );
    const results = await Promise.allSettled([approve(), approve()]);
    expect(results.map(result => result.status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    const request = await store.find(requestId);
    expect(request?.history.map(step => step.sequence)).toEqual([1, 2]);
  });

  it('gives a due request to one of many claims, and fences off the others', async () => {
    const requestId = await create('work', {}, [requested, approved]);
    const claim = (owner: string, now: number) =>
      store.claim({ owner, now, leaseMs: 100, limit: 5 });
    const claims = await Promise.all(
      ['one', 'two', 'three', 'four'].map(owner => claim(owner, 2_000)),
    );
    const [first] = claims.flat();
    expect(claims.flat()).toHaveLength(1);
    expect(await claim('late', 2_050)).toEqual([]);
    await store.renew(first, 2_200, 2_050);
    expect(await claim('late', 2_150)).toEqual([]);
    const [second] = await claim('late', 2_201);
    expect(second).toEqual({
      id: requestId,
      owner: 'late',
      attempt: first.attempt + 1,
    });

    const past = (await store.find(requestId))!.history;
    const started = withStatuses(past, [
      { type: 'started', actor: { type: 'system' } },
    ]);
    await expect(
      store.appendFenced(first, started, {}, 2_300),
    ).rejects.toMatchObject({ name: 'LeaseLostError' });
    await expect(store.renew(first, 9_999, 2_250)).rejects.toMatchObject({
      name: 'LeaseLostError',
    });
    await store.appendFenced(second, started, { release: true }, 2_300);
    const after = await store.find(requestId);
    expect(after).toMatchObject({ status: 'provisioning', sequence: 3 });
    expect(after?.leaseOwner).toBeUndefined();
    await expect(
      store.appendFenced(second, [], { failures: 3 }, 2_400),
    ).rejects.toMatchObject({ name: 'LeaseLostError' });
  });

  it('works on one request of a subject at a time', async () => {
    await create('same', {}, [requested, approved]);
    await create('same', {}, [requested, approved]);
    const claims = await store.claim({
      owner: 'one',
      now: 2_000,
      leaseMs: 100,
      limit: 5,
    });
    expect(claims).toHaveLength(1);
  });

  it('takes no lease that has ended back to life', async () => {
    await create('ended', {}, [requested, approved]);
    const [fence] = await store.claim({
      owner: 'one',
      now: 2_000,
      leaseMs: 100,
      limit: 1,
    });
    await expect(store.renew(fence, 9_000, 2_100)).rejects.toMatchObject({
      name: 'LeaseLostError',
    });
  });

  it('narrows lists by conditions of permissions and filters', async () => {
    const at = (
      cluster: string,
      namespace: string | undefined,
      ...owners: string[]
    ) => ({ cluster, ...(namespace ? { namespace } : {}), owners });
    const a = 'group:default/a';
    const b = 'group:default/b';
    await create('a', { planned: planned('a', [at('east', 'shop', a)]) });
    await create('ab', {
      planned: planned('ab', [at('east', 'shop', a), at('west', 'till', b)]),
      requester: 'user:default/dan',
      approverGroups: [b],
    });
    await create('vm-b', { planned: planned('vm-b', [at('west', 'till', b)]) });
    await create('none', { planned: planned('none', [at('east', undefined)]) });
    const all = ['a', 'ab', 'none', 'vm-b'];
    expect(await titles({ all: [] })).toEqual(all);
    expect(await titles({ any: [] })).toEqual([]);
    expect(await titles({ field: 'kind', in: ['vm'] })).toEqual(['vm-b']);
    const clusters = (names: string[], match: 'all' | 'any') => ({
      target: { clusters: names },
      match,
    });
    expect(await titles(clusters(['east'], 'all'))).toEqual(['a', 'none']);
    expect(await titles(clusters(['west'], 'any'))).toEqual(['ab', 'vm-b']);
    expect(await titles({ not: clusters(['west'], 'any') })).toEqual([
      'a',
      'none',
    ]);
    expect(
      await titles({ target: { namespaces: ['shop'] }, match: 'all' }),
    ).toEqual(['a']);
    expect(
      await titles({
        target: { clusters: ['west'], namespaces: ['shop'] },
        match: 'any',
      }),
    ).toEqual([]);
    expect(await titles({ target: { owners: [a] }, match: 'all' })).toEqual([
      'a',
    ]);
    expect(await titles({ target: { owners: [a, b] }, match: 'all' })).toEqual([
      'a',
      'ab',
      'vm-b',
    ]);
    expect(await titles({ target: { owners: [] }, match: 'any' })).toEqual([]);
    expect(await titles({ waitsFor: [b, 'user:default/x'] })).toEqual(['ab']);
    expect(await titles({ titleContains: 'GATEWAY VM' })).toEqual(['vm-b']);
    expect(await titles({ titleContains: '%' })).toEqual([]);
    expect(
      await titles({
        all: [
          { field: 'requester', in: [ann] },
          { any: [clusters(['west'], 'all'), { titleContains: 'none' }] },
        ],
      }),
    ).toEqual(['none', 'vm-b']);
    expect(await titles({ not: { field: 'beneficiary', in: ['x'] } })).toEqual(
      all,
    );
  });

  it('pages, newest first', async () => {
    for (let index = 0; index < 7; index += 1) {
      await create(`p${index}`, {}, [requested], 1_000 + index);
    }
    const page = await store.list({ where: { all: [] }, limit: 3, offset: 3 });
    expect(page.total).toBe(7);
    expect(page.items.map(item => item.title)).toEqual([
      'Gateway p3',
      'Gateway p2',
      'Gateway p1',
    ]);
  });

  it('gives what has to be sent until it is marked', async () => {
    const requestId = await create('sent', { approverGroups: ['g'] });
    const take = (now: number) =>
      store.claimOutgoing({ now, leaseMs: 100, limit: 10 });
    const of = { requestId, sequence: 1 };
    const [outgoing] = await take(2_000);
    expect(outgoing).toMatchObject({
      approverGroups: ['g'],
      eventSent: false,
      notified: false,
      sendAttempts: 1,
    });
    expect(await take(2_050)).toEqual([]);
    await store.markSent(of, { event: true }, 2_060);
    expect(await take(2_100)).toMatchObject([
      { eventSent: true, notified: false, sendAttempts: 2 },
    ]);
    await store.delaySending(of, 5_000);
    expect(await take(4_999)).toEqual([]);
    await store.markSent(of, { notification: true }, 5_000);
    expect(await take(9_000)).toEqual([]);
  });

  it('expires only what waits for people, and purges only what has ended and left', async () => {
    const waiting = await create('waiting', { expiresAt: 3_000 });
    await create('going', { expiresAt: 3_000 }, [requested, approved]);
    const ended = await create('ended', {}, [
      requested,
      { type: 'withdrawn', actor: user },
    ]);
    expect(await store.expired(2_999, 10)).toEqual([]);
    expect(await store.expired(3_000, 10)).toEqual([waiting]);
    expect(await store.purgeable(9_000, 10)).toEqual([]);
    for (const sequence of [1, 2]) {
      await store.markSent(
        { requestId: ended, sequence },
        { event: true, notification: true },
        4_000,
      );
    }
    expect((await store.purgeable(1_000, 10)).map(one => one.id)).toEqual([]);
    expect((await store.purgeable(9_000, 10)).map(one => one.id)).toEqual([
      ended,
    ]);
    expect(await store.purge(ended)).toBe(true);
    expect(await store.purge(ended)).toBe(false);
    expect(await store.find(ended)).toBeUndefined();
    for (const table of ['history', 'plans', 'targets', 'owners']) {
      const rows = await db(`mesh_request_${table}`).where({
        request_id: ended,
      });
      expect(rows).toEqual([]);
    }
  });

  it('changes who is waited for without a step', async () => {
    const requestId = await create('quiet', { approverGroups: ['old'] });
    await store.append(requestId, 1, [], { approverGroups: ['new'] }, 2_000);
    expect(await titles({ waitsFor: ['new'] })).toEqual(['quiet']);
    expect(await titles({ waitsFor: ['old'] })).toEqual([]);
    expect((await store.find(requestId))?.history).toHaveLength(1);
  });

  it('goes back and forth with its migrations', async () => {
    const directory = `${__dirname}/../../../migrations`;
    await db.migrate.rollback({ directory }, true);
    expect(await db.schema.hasTable('mesh_requests')).toBe(false);
    await migrateRequests(db);
    expect(await titles({ all: [] })).toEqual([]);
  });
});
