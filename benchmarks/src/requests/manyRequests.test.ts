import { KnexRequestStore } from '@meshport/backstage-plugin-mesh-backend/src/requests/store';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { openSqlite, PortalDatabase } from './databases';
import { storeRequests, Totals } from './manyRequests';
import { groupOf, userOf } from './people';

jest.setTimeout(120_000);

describe('storeRequests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-requests-'));
  let database: PortalDatabase;
  let totals: Totals;
  let store: KnexRequestStore;

  beforeAll(async () => {
    database = await openSqlite(folder);
    totals = await storeRequests(database.requests, 200);
    store = new KnexRequestStore(database.requests);
  });

  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });

  const count = async (where: Parameters<typeof store.list>[0]['where']) =>
    (await store.list({ where, limit: 1, offset: 0 })).total;

  it('counts what each list has to hold', async () => {
    await expect(count({ all: [] })).resolves.toBe(200);
    expect(totals).toEqual({
      all: 200,
      developer: 20,
      mine: { developer: 2, engineer: 1 },
      requested: 100,
      ready: 100,
    });
    await expect(
      count({ target: { owners: [groupOf('developer')] }, match: 'all' }),
    ).resolves.toBe(totals.developer);
    await expect(
      count({ field: 'requester', in: [userOf('developer')] }),
    ).resolves.toBe(totals.mine.developer);
    await expect(
      count({ field: 'requester', in: [userOf('engineer')] }),
    ).resolves.toBe(totals.mine.engineer);
    await expect(count({ waitsFor: [groupOf('engineer')] })).resolves.toBe(
      totals.requested,
    );
  });

  it('stores plans of eight objects and six steps, with nothing left to send', async () => {
    const { items } = await store.list({
      where: { field: 'status', in: ['ready'] },
      limit: 1,
      offset: 0,
    });
    const request = await store.find(items[0].id);
    expect(request?.plan.objects).toHaveLength(8);
    expect(request?.history).toHaveLength(6);
    await expect(
      store.claimOutgoing({ now: Date.now(), leaseMs: 1000, limit: 10 }),
    ).resolves.toEqual([]);
  });
});
