import { mockServices } from '@backstage/backend-test-utils';
import { ShownAnswer } from '../entities';
import { ClusterInventory, Inventory } from '../inventory';
import { fakeCluster } from '../__testUtils__/fakeCluster';
import { Audience } from './Audience';
import { Nudges } from './Nudges';

function pod(name: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', uid: name, resourceVersion: '1' },
  };
}

describe('Nudges', () => {
  let east: ClusterInventory;
  let state: { state: string; failures: object[] };
  let sent: { at: number; recipients: any; message: any }[];
  let audience: Audience;
  let nudges: Nudges;
  let publish: jest.Mock;
  const logger = mockServices.logger.mock();

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    state = { state: 'fresh', failures: [] };
    east = Object.assign(fakeCluster({ name: 'east' }), {
      statuses: () => [{ kind: 'Pod' }, { kind: 'Service' }],
      freshness: () => state,
    }) as unknown as ClusterInventory;
    sent = [];
    publish = jest.fn(async ({ recipients, message }) => {
      sent.push({ at: Date.now(), recipients, message });
    });
    audience = new Audience();
    nudges = new Nudges({
      inventory: { clusters: () => [east] } as unknown as Inventory,
      audience,
      signals: { publish },
      logger,
    });
    nudges.start();
  });

  afterEach(() => {
    nudges.stop();
    jest.useRealTimers();
  });

  /** Lets time pass, and what waits for it happen. */
  async function pass(milliseconds: number) {
    for (let i = 0; i < milliseconds; i += 50) {
      await jest.advanceTimersByTimeAsync(50);
      await new Promise(resolve => setImmediate(resolve));
    }
  }

  /** A page whose answer is the number of pods. */
  function open(user: string, over: Partial<ShownAnswer> = {}) {
    const look = () => ({
      etag: String(east.store('Pod').size),
      revisions: new Map([['east', new Map([['Pd', 7n]])]]),
    });
    audience.note({
      user,
      question: 'version',
      etag: look().etag,
      kinds: new Map([['east', ['Pod']]]),
      look,
      ...over,
    });
  }

  it('tells who has an old answer, at once, and nothing of what changed', async () => {
    open('user:default/ann');
    open('user:default/bob');
    open('user:default/eve', {
      look: () => ({ etag: '0', revisions: new Map() }),
    });
    east.store('Pod').put(pod('secret-name'));
    await pass(100);
    expect(sent).toEqual([
      {
        at: expect.any(Number),
        recipients: {
          type: 'user',
          entityRef: ['user:default/ann', 'user:default/bob'],
        },
        message: { cluster: 'east', kinds: ['Pod'], revision: 'east=Pd:7' },
      },
    ]);
  });

  it('tells at most once a second, and never loses the last change', async () => {
    open('user:default/ann');
    for (let i = 0; i < 100; i++) {
      east.store('Pod').put(pod(`p-${i}`));
      await pass(50);
    }
    await pass(2000);
    const times = sent.map(({ at }) => at);
    expect(sent.length).toBeGreaterThan(3);
    expect(sent.length).toBeLessThanOrEqual(7);
    times
      .slice(1)
      .forEach((at, i) => expect(at - times[i]).toBeGreaterThanOrEqual(1000));
    // The last change has been told, so nobody is told again.
    sent.length = 0;
    await pass(3000);
    expect(sent).toEqual([]);
    expect(audience.concerned('east', ['Pod']).map(({ etag }) => etag)).toEqual(
      ['100'],
    );
  });

  it('tells a page of before a change that another page of the same user has seen', async () => {
    open('user:default/ann');
    east.store('Pod').put(pod('first'));
    await pass(100);
    expect(sent).toHaveLength(1);
    east.store('Pod').put(pod('second'));
    open('user:default/ann');
    await pass(1500);
    expect(sent).toHaveLength(2);
  });

  it('is silent about kinds that no answer was made from', async () => {
    open('user:default/ann');
    east.store('Service').put({ ...pod('s'), kind: 'Service' });
    await pass(2000);
    expect(publish).not.toHaveBeenCalled();
  });

  it('tells when the cluster is known less well', async () => {
    open('user:default/ann', {
      etag: 'fresh',
      look: () => ({ etag: state.state, revisions: new Map() }),
    });
    state = { state: 'stale', failures: [] };
    await pass(2100);
    expect(sent.map(({ message }) => message)).toEqual([
      { cluster: 'east', kinds: [], revision: '' },
    ]);
  });

  it('forgets pages that have not asked for minutes', async () => {
    open('user:default/ann');
    await pass(200);
    jest.setSystemTime(Date.now() + 151_000);
    east.store('Pod').put(pod('a'));
    await pass(1500);
    expect(publish).not.toHaveBeenCalled();
  });

  it('goes on when signals fail', async () => {
    open('user:default/ann');
    publish.mockRejectedValueOnce(new Error('no signals here'));
    east.store('Pod').put(pod('a'));
    await pass(1500);
    expect(logger.warn).toHaveBeenCalled();
    east.store('Pod').put(pod('b'));
    await pass(1500);
    expect(sent).toHaveLength(1);
  });

  it('follows a cluster that comes later, and lets go of one that is gone', async () => {
    open('user:default/ann');
    const old = east;
    east = Object.assign(fakeCluster({ name: 'east' }), {
      statuses: () => [{ kind: 'Pod' }],
      freshness: () => state,
    }) as unknown as ClusterInventory;
    await pass(1100);
    old.store('Pod').put(pod('gone'));
    await pass(1500);
    expect(sent).toEqual([]);
    east.store('Pod').put(pod('a'));
    await pass(1500);
    expect(sent).toHaveLength(1);
  });
});
