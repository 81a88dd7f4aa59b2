import { randomUUID } from 'crypto';
import { mockServices } from '@backstage/backend-test-utils';
import { ModelDatabase, openDatabase } from '../model/databases';
import { APPROVERS, modelInstance, SILENT } from '../model/ModelInstance';
import { World } from '../model/World';
import { worldDelivery } from '../model/worldDelivery';
import { Faults } from '../model/Faults';
import { KnexRequestStore } from '../store';
import { Housekeeping } from './Housekeeping';

jest.setTimeout(60_000);

const DAY = 24 * 3600 * 1000;

describe('Housekeeping', () => {
  let database: ModelDatabase;
  let store: KnexRequestStore;
  let now = 1_700_000_000_000;

  beforeAll(async () => {
    database = await openDatabase('sqlite');
    store = new KnexRequestStore(database.dbs[0]);
  });
  afterAll(() => database.close());

  const instance = () =>
    modelInstance({
      store,
      delivery: worldDelivery(
        new World(),
        new Faults(async () => {}),
        async () => 'x',
      ),
      directory: {
        exists: async () => true,
        groupsOf: async () => [],
        ownerOf: async () => undefined,
      },
      owner: randomUUID(),
      now: () => now,
      chance: () => 0.5,
      leaseMs: 1000,
      publish: async () => {},
    });

  const create = async (subject: string) => {
    const { request } = await instance().service.create(
      { kind: 'model', delivery: 'apply', parameters: { subject, value: 'v' } },
      { userRef: 'user:default/ann', credentials: {} as any },
    );
    return request.id;
  };

  const housekeeping = (retentionMs: number | undefined, audit: string[]) => {
    const auditor = mockServices.auditor.mock({
      createEvent: async ({ eventId, meta }: any) => {
        audit.push(`${eventId} ${meta.requestId}`);
        return { success: async () => {}, fail: async () => {} };
      },
    });
    return new Housekeeping({
      store,
      approvals: {
        state: async () => ({
          needed: true,
          explanation: '',
          demands: [{ policy: 'new', approverGroups: ['group:default/new'] }],
          beneficiaryMustAgree: false,
        }),
      } as any,
      auditor,
      logger: SILENT,
      now: () => now,
      retentionMs,
    });
  };

  it('expires what nobody decided about, tells of it, and purges it whole when it was kept long enough', async () => {
    const id = await create('one');
    const audit: string[] = [];
    await housekeeping(DAY, audit).run();
    expect((await store.find(id))?.status).toBe('requested');
    now += 30 * DAY;
    await housekeeping(DAY, audit).run();
    expect(await store.find(id)).toMatchObject({
      status: 'expired',
      history: [{ type: 'requested' }, { type: 'expired' }],
    });
    now += 2 * DAY;
    await housekeeping(DAY, audit).run();
    expect(await store.find(id)).toBeDefined();
    await instance().outbox.send();
    await housekeeping(undefined, audit).run();
    expect(await store.find(id)).toBeDefined();
    expect(audit).toEqual([]);
    await housekeeping(DAY, audit).run();
    expect(await store.find(id)).toBeUndefined();
    expect(audit).toEqual([`request-purge ${id}`]);
  });

  it('brings the groups that are waited for in line with the policies', async () => {
    const id = await create('two');
    const waits = async (group: string) =>
      (
        await store.list({
          where: { waitsFor: [group] },
          limit: 5,
          offset: 0,
        })
      ).items.map(one => one.id);
    expect(await waits(APPROVERS)).toEqual([id]);
    await housekeeping(undefined, []).refreshApprovers();
    expect(await waits(APPROVERS)).toEqual([]);
    expect(await waits('group:default/new')).toEqual([id]);
  });
});
