import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { fakeCluster } from '../../__testUtils__/fakeCluster';
import { migrateRequests } from '../../requests/store';
import { GroupStore } from '../progress/GroupStore';
import { HandoutStore } from '../progress/HandoutStore';
import { MachineStore } from '../progress/MachineStore';
import { AlarmSender } from './AlarmSender';
import { AlarmStore } from './AlarmStore';
import { MachineAlarms } from './MachineAlarms';

const ID = '00000000-0000-4000-8000-000000000001';
const RETIRED_AT = Date.parse('2026-11-22T12:00:00Z');
const NOW = RETIRED_AT + 3_600_000;

const GROUP = {
  requestId: ID,
  cluster: 'east',
  namespace: 'bookinfo',
  group: 'ratings-vm',
  serviceAccount: 'ratings-vm',
};

function entry(connectedAt: string, disconnectedAt?: string) {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: {
      name: 'ratings-vm-10.0.0.7',
      namespace: 'bookinfo',
      uid: '1',
      resourceVersion: connectedAt + (disconnectedAt ?? ''),
      annotations: {
        'istio.io/autoRegistrationGroup': 'ratings-vm',
        'istio.io/connectedAt': connectedAt,
        ...(disconnectedAt
          ? { 'istio.io/disconnectedAt': disconnectedAt }
          : {}),
      },
    },
    spec: { address: '10.0.0.7' },
  };
}

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_14'],
  disableDocker: true,
});

describe.each(databases.eachSupportedId())('alarms on %s', databaseId => {
  const logger = mockServices.logger.mock();

  async function setup() {
    const knex = await databases.init(databaseId);
    await migrateRequests(knex);
    // Only what the keys of other tables lead to.
    await knex('mesh_requests').insert(await requestRow(knex));
    const stores = {
      alarms: new AlarmStore(knex),
      groups: new GroupStore(knex),
      handouts: new HandoutStore(knex),
      machines: new MachineStore(knex),
      logger,
    };
    await stores.groups.keep(ID, GROUP);
    await stores.groups.retire(ID, RETIRED_AT);
    const [group] = await stores.groups.all();
    expect(group.retiredAt).toBe(RETIRED_AT);
    return { stores, group: { ...group, retiredAt: RETIRED_AT } };
  }

  it('are raised once by two instances, and end when the machine goes', async () => {
    const { stores, group } = await setup();
    const [one, other] = [new MachineAlarms(stores), new MachineAlarms(stores)];
    const back = fakeCluster({
      name: 'east',
      objects: [entry('2026-11-22T12:30:00Z')],
    });
    await Promise.all([
      one.look(group, back, NOW),
      other.look(group, back, NOW),
    ]);
    expect(await stores.alarms.list(ID)).toEqual([
      expect.objectContaining({
        name: 'ratings-vm-10.0.0.7',
        address: '10.0.0.7',
        connectedAt: '2026-11-22T12:30:00Z',
        raisedAt: NOW,
      }),
    ]);

    // It moves to another istiod: that is no new alarm.
    const moved = fakeCluster({
      name: 'east',
      objects: [entry('2026-11-22T13:10:00Z')],
    });
    await one.look(group, moved, NOW + 1);
    expect(await stores.alarms.list(ID)).toHaveLength(1);

    const away = fakeCluster({
      name: 'east',
      objects: [entry('2026-11-22T13:10:00Z', '2026-11-22T13:20:00Z')],
    });
    const left = Date.parse('2026-11-22T13:20:00Z');
    await one.look(group, away, left + 30_000);
    expect((await stores.alarms.list(ID))[0].overAt).toBeUndefined();
    await one.look(group, away, left + 120_000);
    expect((await stores.alarms.list(ID))[0].overAt).toBe(left + 120_000);

    await one.look(
      group,
      fakeCluster({ name: 'east', objects: [entry('2026-11-22T14:00:00Z')] }),
      NOW + 7_200_000,
    );
    expect(await stores.alarms.list(ID)).toHaveLength(2);
  });

  it('are raised for an entry that is made anew for the same connection', async () => {
    const { stores, group } = await setup();
    const old = entry('2026-11-22T11:00:00Z');
    const anew = {
      ...old,
      metadata: { ...old.metadata, creationTimestamp: '2026-11-22T12:30:00Z' },
    };
    await new MachineAlarms(stores).look(
      group,
      fakeCluster({ name: 'east', objects: [old] }),
      NOW,
    );
    expect(await stores.alarms.list(ID)).toEqual([]);
    await new MachineAlarms(stores).look(
      group,
      fakeCluster({ name: 'east', objects: [anew] }),
      NOW,
    );
    expect(await stores.alarms.list(ID)).toEqual([
      expect.objectContaining({ connectedAt: '2026-11-22T12:30:00Z' }),
    ]);
  });

  it('are told until they have left, and then no more', async () => {
    const { stores, group } = await setup();
    await new MachineAlarms(stores).look(
      group,
      fakeCluster({ name: 'east', objects: [entry('2026-11-22T12:30:00Z')] }),
      NOW,
    );
    const send = jest
      .fn()
      .mockRejectedValueOnce(new Error('no answer'))
      .mockResolvedValue(undefined);
    const sender = () =>
      new AlarmSender({
        alarms: stores.alarms,
        requests: {
          find: async () =>
            ({
              id: ID,
              requester: 'user:default/ann',
              targets: [{ owners: ['group:default/team-ratings'] }],
              plan: { title: 'Virtual machines ratings-vm in bookinfo' },
            } as any),
        },
        notifications: { send } as any,
        logger,
      });
    await sender().send(NOW);
    // As after a restart.
    await sender().send(NOW + 1);
    await sender().send(NOW + 2);
    expect(send).toHaveBeenCalledTimes(2);
    expect(send.mock.calls[1][0]).toMatchObject({
      recipients: {
        entityRef: ['user:default/ann', 'group:default/team-ratings'],
      },
    });
  });
});

/** A row with something in every column that has to have something. */
async function requestRow(knex: any): Promise<Record<string, unknown>> {
  const columns = await knex('mesh_requests').columnInfo();
  const row = Object.entries<any>(columns)
    .filter(([, { nullable, defaultValue }]) => !nullable && !defaultValue)
    .map(([name, { type }]) => [name, /int|bool/.test(type) ? 0 : '{}']);
  return { ...Object.fromEntries(row), id: ID };
}
