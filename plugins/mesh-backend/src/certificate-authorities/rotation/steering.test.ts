import { ModelDatabase, openDatabase } from '../../requests/model/databases';
import { RootChangeFacts } from './RootChange';
import { RootChanges } from './RootChanges';
import { RootChangeStore } from './RootChangeStore';

jest.setTimeout(60_000);

const FACTS = {
  requestId: 'r-1',
  cluster: 'east',
  namespace: 'istio-system',
  authority: 'corp',
  kind: 'rotation',
} as unknown as RootChangeFacts;

const person = (name: string, via?: string) =>
  ({
    principal: {
      type: 'user',
      userEntityRef: `user:default/${name}`,
      ...(via ? { actor: { subject: via } } : {}),
    },
  } as any);

/** What people may do, by their names. */
const RIGHTS: Record<
  string,
  { clusters?: string[]; reads?: string[]; rotates?: string[] }
> = {
  ann: {
    clusters: ['east'],
    reads: ['east/istio-system'],
    rotates: ['east/istio-system'],
  },
  reader: { clusters: ['east'], reads: ['east/istio-system'] },
  neighbour: {
    clusters: ['east', 'west'],
    reads: ['east/istio-system', 'west/istio-system'],
    rotates: ['west/istio-system', 'east/shop'],
  },
  elsewhere: { clusters: ['west'], rotates: ['east/istio-system'] },
  shopkeeper: {
    clusters: ['east'],
    reads: ['east/shop'],
    rotates: ['east/istio-system'],
  },
};

const rightsOf = ({ principal }: any) =>
  RIGHTS[principal.userEntityRef?.split('/')[1]] ?? {};
const placeOf = ({ cluster, name }: any) => `${cluster}/${name}`;

const authorizer = {
  namespaceResource: (cluster: string, name: string) => ({ cluster, name }),
  readFilters: async (credentials: any) => ({
    cluster: ({ name }: any) => rightsOf(credentials).clusters?.includes(name),
    namespace: (one: any) =>
      rightsOf(credentials).reads?.includes(placeOf(one)),
  }),
  namespaceFilter: async (credentials: any, permission: any) => (one: any) =>
    permission.name === 'mesh.certificateAuthority.rotate' &&
    rightsOf(credentials).rotates?.includes(placeOf(one)),
} as any;

const ACTIONS = ['pause', 'resume', 'rollBack'] as const;

describe('who steers a change of a root', () => {
  let database: ModelDatabase;
  let store: RootChangeStore;
  let changes: RootChanges;

  beforeEach(async () => {
    database = await openDatabase('sqlite');
    store = new RootChangeStore(database.dbs[0]);
    changes = new RootChanges({ store, authorizer });
    await store.begin(FACTS);
  });
  afterEach(() => database.close());

  const steer = (action: (typeof ACTIONS)[number], credentials: any) =>
    changes[action]('r-1', { credentials, reason: 'because' });
  const steps = async () =>
    (await store.find('r-1'))!.events.map(({ type }) => type);

  describe.each(ACTIONS)('to %s it', action => {
    it.each([
      ['reader', 'NotAllowedError', /mesh\.certificateAuthority\.rotate/],
      ['neighbour', 'NotAllowedError', /may not change the root of east/],
      // What may not be seen is not told to be there.
      ['elsewhere', 'NotFoundError', /no change of a root r-1/],
      ['shopkeeper', 'NotFoundError', /no change of a root r-1/],
      ['stranger', 'NotFoundError', /no change of a root r-1/],
    ])('%s gets %s', async (name, error, words) => {
      await expect(steer(action, person(name))).rejects.toMatchObject({
        name: error,
        message: expect.stringMatching(words),
      });
      expect(await steps()).toEqual(['begun']);
    });

    it('takes a person’s own call', async () => {
      for (const credentials of [
        person('ann', 'plugin:scaffolder'),
        { principal: { type: 'service', subject: 'plugin:x' } },
      ]) {
        await expect(steer(action, credentials)).rejects.toMatchObject({
          name: 'NotAllowedError',
        });
      }
      expect(await steps()).toEqual(['begun']);
    });
  });

  it('is whoever may rotate there, and the history names them', async () => {
    const { allowedActions } = await changes.progress('r-1', {
      credentials: person('ann'),
    });
    expect(allowedActions).toEqual(['pause', 'roll-back']);
    expect(await steer('pause', person('ann'))).toMatchObject({
      state: 'paused',
      pausedBy: 'user:default/ann',
      allowedActions: ['resume', 'roll-back'],
    });
    expect(await steer('resume', person('ann'))).toMatchObject({
      state: 'running',
    });
    expect(await steer('rollBack', person('ann'))).toMatchObject({
      state: 'rollingBack',
      allowedActions: ['pause'],
    });
    const { events } = (await store.find('r-1'))!;
    expect(events.slice(1)).toMatchObject(
      ['paused', 'resumed', 'rollBackAsked'].map(type => ({
        type,
        actor: 'user:default/ann',
        reason: 'because',
      })),
    );
  });

  it('shows a reader no action, and hides it from others', async () => {
    expect(
      (await changes.progress('r-1', { credentials: person('reader') }))
        .allowedActions,
    ).toEqual([]);
    await expect(
      changes.progress('r-1', { credentials: person('stranger') }),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('pauses it once when two do at the same moment', async () => {
    const ended = await Promise.allSettled([
      steer('pause', person('ann')),
      steer('pause', person('ann')),
    ]);
    expect(ended.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: {
        name: 'ConflictError',
        message: expect.stringMatching(/it is paused already/),
      },
    });
    expect(await steps()).toEqual(['begun', 'paused']);
  });

  it('is heard although the change goes on at the same moment', async () => {
    const change = (await store.find('r-1'))!;
    await Promise.all([
      steer('rollBack', person('ann')),
      store.append(change, { type: 'writing', stage: 'both' }).catch(() => {}),
    ]);
    expect(await steps()).toContain('rollBackAsked');
  });

  it('steers nothing that is over', async () => {
    await store.append((await store.find('r-1'))!, { type: 'done' });
    for (const action of ACTIONS) {
      await expect(steer(action, person('ann'))).rejects.toMatchObject({
        name: 'ConflictError',
        message: expect.stringMatching(/it is over/),
      });
    }
  });
});
