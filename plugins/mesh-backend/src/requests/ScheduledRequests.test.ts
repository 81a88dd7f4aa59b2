import { mockServices } from '@backstage/backend-test-utils';
import { MESH_PORTAL_REF } from '@meshport/backstage-plugin-mesh-common';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { Approvals } from './Approvals';
import { Crash, Killer } from '../remote-clusters/__testUtils__/Killer';
import { KindRegistry } from './KindRegistry';
import { ModelDatabase, openDatabase } from './model/databases';
import { SILENT } from './model/ModelInstance';
import { RequestPolicies } from './policy/RequestPolicies';
import { RequestPlanner } from './RequestPlanner';
import { ScheduledRequests } from './ScheduledRequests';
import { KnexRequestStore } from './store';
import { notificationsOf } from './work/notifications';
import { RequestWorker } from './work/RequestWorker';

const bob = 'user:default/bob';
const PLATFORM = 'group:default/platform';
const AUDITORS = 'group:default/auditors';

/** A request of the portal in a world that a test may change. */
function worldOver(db: ModelDatabase) {
  const groups: Record<string, string[]> = { [bob]: [PLATFORM] };
  const demands = { 'platform-approves': [PLATFORM] } as Record<
    string,
    string[]
  >;
  const provisioned: string[] = [];
  const kind: RequestKind = {
    name: 'renewing',
    title: 'Renewing',
    schema: { type: 'object' },
    renderer: { name: 'test', version: '1' },
    deliveries: ['apply'],
    withoutPolicy: 'approval',
    doneBecause: 'It is done.',
    plan: async parameters => ({
      title: 'Renewing east',
      subject: 'east',
      targets: [{ cluster: 'east', namespace: 'istio-system' }],
      parameters: parameters as any,
      objects: [],
    }),
    provision: async work => {
      provisioned.push(work.requestId);
    },
    observe: async () => ({ state: 'ready', message: 'It is renewed.' }),
    retire: async () => {},
  };
  const kinds = new KindRegistry();
  kinds.add(kind);
  const directory = {
    // The portal is no entity of the catalog.
    exists: async (ref: string) => ref in groups,
    groupsOf: async (ref: string) => groups[ref] ?? [],
    ownerOf: async () => undefined,
  };
  const policies = new RequestPolicies({
    directory,
    policies: Object.keys(demands).map(() => ({
      demandFor: async () => undefined,
    })),
  });
  policies.decide = (async () => ({
    policies: Object.keys(demands),
    approvalNeeded: Object.keys(demands).length > 0,
    demands: Object.entries(demands).map(([policy, approverGroups]) => ({
      policy,
      approverGroups,
    })),
    beneficiaryMustAgree: false,
    forbidsDelivery: [],
    expiresAfterMs: 1000,
  })) as any;
  const store = new KnexRequestStore(db.dbs[0]);
  const approvals = new Approvals({ kinds, policies, directory });
  const delivery: any = {
    rehearse: async () => [],
    presence: async () => ({}),
    cluster: () => ({}),
  };
  const planner = new RequestPlanner({
    kinds,
    delivery,
    findings: [],
    surroundings: { mayRead: async () => () => true, ownersOf: () => [] },
  });
  const clock = { now: 1_000_000 };
  const now = () => clock.now;
  const rings: number[] = [];
  const scheduled = (of = store) =>
    new ScheduledRequests({
      store: of,
      planner,
      approvals,
      directory,
      auth: mockServices.auth(),
      now,
      onChanged: () => rings.push(now()),
    });
  const worker = new RequestWorker({
    store,
    kinds,
    approvals,
    directory,
    delivery,
    planner,
    logger: SILENT,
    now,
    chance: () => 0,
    onRun: () => {},
    owner: 'worker',
  });
  return {
    groups,
    demands,
    store,
    scheduled,
    worker,
    clock,
    rings,
    provisioned,
  };
}

describe('requests of the portal itself', () => {
  let db: ModelDatabase;
  let world: ReturnType<typeof worldOver>;

  beforeEach(async () => {
    db = await openDatabase('sqlite');
    world = worldOver(db);
  });
  afterEach(() => db.close());

  const ask = (key: string, approvedWith?: string) =>
    world.scheduled().open({
      kind: 'renewing',
      parameters: { cluster: 'east' },
      key,
      reason: 'Half of its life is over.',
      ...(approvedWith ? { approvedWith } : {}),
    });
  /** A request that bob approved by hand. */
  async function approvedByBob(): Promise<string> {
    const { id } = await ask('by-hand');
    const request = (await world.store.find(id))!;
    await world.store.append(
      id,
      request.sequence,
      [
        {
          type: 'approved',
          status: 'approved',
          actor: { type: 'user', entityRef: bob },
          policies: Object.keys(world.demands),
        },
      ],
      {},
      world.clock.now,
    );
    return id;
  }
  const work = async (id: string, status: string) => {
    for (let tries = 0; tries < 200; tries += 1) {
      world.worker.wake();
      await new Promise(resolve => setTimeout(resolve, 10));
      const request = (await world.store.find(id))!;
      if (request.status === status) {
        return request;
      }
    }
    throw new Error(`it is ${(await world.store.find(id))!.status}`);
  };

  it('wait for whom policy names, without an end', async () => {
    const { id, created } = await ask('one');
    expect(created).toBe(true);
    const request = (await world.store.find(id))!;
    expect(request).toMatchObject({
      status: 'requested',
      requester: MESH_PORTAL_REF,
    });
    expect(request.expiresAt).toBeUndefined();
    expect(request.history).toHaveLength(1);
    expect(request.history[0]).toMatchObject({
      actor: { type: 'system' },
      reason: 'Half of its life is over.',
    });
    const [outgoing] = await world.store.claimOutgoing({
      now: world.clock.now,
      leaseMs: 1000,
      limit: 1,
    });
    expect(notificationsOf(outgoing)).toEqual([
      expect.objectContaining({
        recipients: [PLATFORM],
        title: 'To approve: Renewing east',
      }),
    ]);
    expect(
      await world.store.expired(world.clock.now + 10 * 365 * 86_400_000, 10),
    ).toEqual([]);
    expect(world.rings).toHaveLength(1);
  });

  it('are opened once for one key, also by two instances at once', async () => {
    const other = new KnexRequestStore(db.dbs[0]);
    const request = {
      kind: 'renewing',
      parameters: { cluster: 'east' },
      key: 'same',
      reason: 'due',
    };
    const made = await Promise.all([
      world.scheduled().open(request),
      world.scheduled(other).open(request),
      world.scheduled().open(request),
    ]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made.filter(({ created }) => created)).toHaveLength(1);
    expect(await world.scheduled().look('same')).toEqual({
      id: made[0].id,
      key: 'same',
      status: 'requested',
      waitsFor: [PLATFORM],
    });
    expect(await world.scheduled().look('another')).toBeUndefined();
  });

  it.each(['before', 'after'] as const)(
    'are opened once, and carried out, when the process is killed %s the write',
    async when => {
      const approved = await approvedByBob();
      const killer = new Killer(1, when);
      const { store } = world;
      const dying = world.scheduled({
        find: id => store.find(id),
        findByKey: (requester: string, key: string) =>
          store.findByKey(requester, key),
        create: (...made: Parameters<KnexRequestStore['create']>) =>
          killer.write(() => store.create(...made)),
      } as KnexRequestStore);
      const request = {
        kind: 'renewing',
        parameters: { cluster: 'east' },
        key: 'due',
        reason: 'due',
        approvedWith: approved,
      };
      const rings = world.rings.length;
      await expect(dying.open(request)).rejects.toBeInstanceOf(Crash);
      expect(world.rings).toHaveLength(rings);
      const { id, created } = await world.scheduled().open(request);
      expect(created).toBe(when === 'before');
      // Nobody woke the worker, and yet it is found.
      const done = await work(id, 'ready');
      expect(world.provisioned).toContain(id);
      expect(
        done.history.filter(({ type }) => type === 'requested'),
      ).toHaveLength(1);
    },
  );

  it('go on at once with an approval that was given in advance, and say whose it was', async () => {
    const first = await approvedByBob();
    const { id } = await ask('renewal', first);
    const asked = (await world.store.find(id))!;
    expect(asked.status).toBe('approved');
    expect(asked.history[1]).toMatchObject({
      type: 'approved',
      actor: { type: 'user', entityRef: bob, via: 'plugin:mesh' },
      reason: `Approved in advance with request ${first}.`,
      policies: ['platform-approves'],
    });
    await work(id, 'ready');
    expect(world.provisioned).toContain(id);
    // What was renewed so is approved in advance for the next time, too.
    const { id: next } = await ask('renewal of the renewal', id);
    expect((await world.store.find(next))!.status).toBe('approved');
  });

  it('wait when who approved in advance may not approve any more', async () => {
    const first = await approvedByBob();
    world.groups[bob] = [];
    const { id } = await ask('renewal', first);
    const request = (await world.store.find(id))!;
    expect(request.status).toBe('requested');
    expect(request.history).toHaveLength(1);
  });

  it('go back to their approvers when that ends before the write', async () => {
    const first = await approvedByBob();
    const { id } = await ask('renewal', first);
    delete world.groups[bob];
    const request = await work(id, 'requested');
    expect(request.history.at(-1)!.reason).toContain(
      `${bob} is no longer in ${PLATFORM}`,
    );
    expect(world.provisioned).not.toContain(id);
  });

  it('wait for the rest where policy demands more by now', async () => {
    const first = await approvedByBob();
    world.demands['auditors-too'] = [AUDITORS];
    const { id } = await ask('renewal', first);
    const request = (await world.store.find(id))!;
    expect(request.status).toBe('requested');
    expect(request.history[1]).toMatchObject({
      type: 'endorsed',
      policies: ['platform-approves'],
    });
    const [, outgoing] = (
      await world.store.claimOutgoing({
        now: world.clock.now,
        leaseMs: 1000,
        limit: 10,
      })
    ).filter(one => one.request.id === id);
    expect(outgoing.approverGroups).toEqual([AUDITORS]);
  });

  it('wait when the request that approved them is gone', async () => {
    const { id } = await ask('renewal', 'purged');
    expect((await world.store.find(id))!.status).toBe('requested');
  });

  it('go on where nobody has to approve them', async () => {
    delete world.demands['platform-approves'];
    const { id } = await ask('free');
    expect(await work(id, 'ready')).toMatchObject({ status: 'ready' });
  });
});
