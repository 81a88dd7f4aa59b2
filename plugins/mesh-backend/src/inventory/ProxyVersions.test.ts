import { mockServices } from '@backstage/backend-test-utils';
import { eventually } from '../__testUtils__/devMesh';
import { ScriptedConnection } from '../__testUtils__/ScriptedConnection';
import {
  getFromPod,
  KubernetesStatusError,
  PodConnectionError,
} from '../clusters';
import { ObjectStore, StoredObject } from './ObjectStore';
import { ProxyVersions } from './ProxyVersions';
import { DEFAULT_TIMING, InventoryTiming } from './timing';

const QUICK = {
  versionRefreshMs: 60_000,
  forbiddenRetryMs: 60_000,
  proxySettleMs: 1,
  proxyPauseMs: 1,
};

function pod(
  name: string,
  options: { app?: string; ready?: boolean; proxy?: boolean } = {},
): StoredObject {
  const { app = 'istiod', ready = true, proxy = false } = options;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: app === 'istiod' ? 'istio-system' : 'shop',
      uid: `uid-${name}`,
      resourceVersion: `${name}-${ready}`,
      labels: { app },
      annotations: { 'prometheus.io/port': '15099' },
    },
    spec: {
      containers: proxy ? [{ name: 'istio-proxy' }] : [{ name: 'discovery' }],
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  };
}

function machine(connectedAt: string, version: string): StoredObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: {
      name: 'vm',
      namespace: 'shop',
      resourceVersion: version,
      annotations: { 'istio.io/connectedAt': connectedAt },
    },
  };
}

/** What an istiod answers for these proxies. */
function answers(
  path: string,
  proxies: { id: string; version: string; since?: string }[],
) {
  const text =
    path === '/debug/syncz'
      ? proxies.map(({ id, version }) => ({
          cluster_id: 'east',
          proxy: id,
          istio_version: version,
        }))
      : {
          clients: proxies.map(({ id, since }, index) => ({
            connectionId: `${id}-${index}`,
            connectedAt: since ?? '2026-11-21T10:00:00Z',
          })),
        };
  return {
    status: 200,
    contentType: 'application/json',
    text: JSON.stringify(text),
  };
}

describe('ProxyVersions', () => {
  let stop: AbortController;
  let pods: ObjectStore;
  let workloadEntries: ObjectStore;

  const store = () =>
    new ObjectStore({
      onListenerError: error => {
        throw error;
      },
    });

  beforeEach(() => {
    stop = new AbortController();
    pods = store();
    workloadEntries = store();
  });

  afterEach(() => stop.abort());

  function run(
    get: (request: { pod: string; path: string }) => unknown,
    timing: Partial<InventoryTiming> = {},
  ) {
    const asked: string[] = [];
    const versions = new ProxyVersions({
      connection: new ScriptedConnection(() => undefined),
      pods,
      workloadEntries,
      timing: { ...DEFAULT_TIMING, ...QUICK, ...timing },
      logger: mockServices.logger.mock(),
      istioId: () => ({ id: 'east' }),
      get: (async (_: unknown, request: any) => {
        asked.push(`${request.pod}:${request.port}${request.path}`);
        return get(request);
      }) as unknown as typeof getFromPod,
    });
    versions.run(stop.signal);
    return { versions, asked };
  }

  it('merges what several istiods tell; of a proxy that moved the later connection counts', async () => {
    pods.put(pod('one'));
    pods.put(pod('two'));
    const { versions, asked } = run(({ pod: name, path }) =>
      answers(
        path,
        name === 'one'
          ? [
              { id: 'a.shop', version: '1.30.1' },
              { id: 'web-0.shop', version: '1.30.1' },
            ]
          : [
              {
                id: 'web-0.shop',
                version: '1.30.2',
                since: '2026-11-21T11:00:00Z',
              },
            ],
      ),
    );
    await eventually(() => expect(versions.reading()?.state).toBe('read'));
    expect(asked).toEqual([
      'one:15099/debug/syncz',
      'one:15099/debug/connections',
      'two:15099/debug/syncz',
      'two:15099/debug/connections',
    ]);
    const { proxies } = versions;
    expect(proxies.all()).toHaveLength(2);
    expect(proxies.ofPod('east', 'shop', 'a')?.version).toBe('1.30.1');
    expect(proxies.ofPod('east', 'shop', 'web-0')?.version).toBe('1.30.2');
    expect(proxies.ofPod('west', 'shop', 'a')).toBeUndefined();
    expect(
      proxies.ofMachine('east', 'shop', '2026-11-21T11:00:00Z')?.name,
    ).toBe('web-0');
    expect(
      proxies.ofMachine('east', 'bank', '2026-11-21T11:00:00Z'),
    ).toBeUndefined();
    expect(versions.asOf).toBeLessThanOrEqual(Date.now());
  });

  it('asks again when a proxy or a machine comes, and not for other changes', async () => {
    pods.put(pod('one'));
    const { versions, asked } = run(({ path }) => answers(path, []));
    await eventually(() => expect(asked).toHaveLength(2));
    pods.put(pod('db', { app: 'db' }));
    pods.put(pod('db', { app: 'db', ready: false }));
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(asked).toHaveLength(2);
    pods.put(pod('a', { app: 'shop', proxy: true }));
    await eventually(() => expect(asked).toHaveLength(4));
    workloadEntries.put(machine('2026-11-21T11:00:00Z', '1'));
    await eventually(() => expect(asked).toHaveLength(6));
    workloadEntries.put(machine('2026-11-21T11:00:00Z', '2'));
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(asked).toHaveLength(6);
    expect(versions.reading()).toEqual({ state: 'read' });
  });

  it('lets many changes pass before it asks once', async () => {
    pods.put(pod('one'));
    const { asked } = run(({ path }) => answers(path, []), {
      proxyPauseMs: 200,
    });
    await eventually(() => expect(asked).toHaveLength(2));
    const start = Date.now();
    for (let index = 0; index < 50; index += 1) {
      pods.put(pod(`a-${index}`, { app: 'shop', proxy: true }));
      await new Promise(resolve => setTimeout(resolve, 1));
    }
    await eventually(() => expect(asked.length).toBeGreaterThanOrEqual(4));
    await new Promise(resolve => setTimeout(resolve, 260));
    // Two questions at a time, one time in each pause, however slow the machine.
    const pauses = Math.ceil((Date.now() - start) / 200);
    expect(asked.length / 2).toBeLessThanOrEqual(1 + pauses);
    expect(asked.length).toBeLessThan(50);
  });

  it('says which right it lacks, and reads when it is given', async () => {
    pods.put(pod('one'));
    let isAllowed = false;
    const { versions } = run(
      ({ path }) => {
        if (!isAllowed) {
          throw new KubernetesStatusError(403, 'Forbidden', 'no');
        }
        return answers(path, [{ id: 'a.shop', version: '1.30.1' }]);
      },
      { forbiddenRetryMs: 20 },
    );
    expect(versions.reading()).toEqual({ state: 'pending' });
    await eventually(() =>
      expect(versions.reading()).toEqual({
        state: 'notReadable',
        why: 'Meshport may not forward a port to istiod; grant it get and create on pods/portforward in namespace istio-system (docs/rbac/control-plane.yaml).',
      }),
    );
    expect(versions.asOf).toBeUndefined();
    isAllowed = true;
    await eventually(() => expect(versions.reading()?.state).toBe('read'));
    expect(versions.proxies.all()).toHaveLength(1);
    isAllowed = false;
    pods.put(pod('b', { app: 'shop', proxy: true }));
    await eventually(() =>
      expect(versions.reading()?.state).toBe('notReadable'),
    );
    // Nobody vouches for it any more.
    expect(versions.proxies.all()).toHaveLength(0);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'debugging is off',
      () => ({ status: 404, contentType: '', text: 'secret' }),
      /set ENABLE_DEBUG_ON_HTTP=true/,
    ],
    [
      'it wants to know who asks',
      () => ({ status: 401, contentType: '', text: 'secret' }),
      /refuses to tell its proxies \(401\)/,
    ],
    [
      'it is no list',
      () => ({ status: 200, contentType: '', text: '[{' }),
      /is not understood/,
    ],
    [
      'nothing listens',
      () => {
        throw new PodConnectionError('port 15014 is closed');
      },
      /istiod one did not tell its proxies: port 15014 is closed/,
    ],
    [
      'the kubelet is away',
      () => {
        throw new KubernetesStatusError(502, 'BadGateway', 'no kubelet');
      },
      /forwards no port to istiod one: no kubelet \(502\)/,
    ],
  ])('is not readable when %s, and says why', async (_, get, why) => {
    pods.put(pod('one'));
    const { versions } = run(get);
    await eventually(() =>
      expect(versions.reading()?.state).toBe('notReadable'),
    );
    expect(versions.reading()!.why).toMatch(why);
    expect(versions.reading()!.why).not.toContain('secret');
  });

  it('keeps what an istiod told while it does not answer, as partial', async () => {
    pods.put(pod('one'));
    pods.put(pod('two'));
    let isDown = false;
    const { versions } = run(
      ({ pod: name, path }) => {
        if (isDown && name === 'one') {
          throw new PodConnectionError('it is gone');
        }
        return answers(path, [{ id: `${name}.shop`, version: '1.30.1' }]);
      },
      { versionRefreshMs: 20 },
    );
    await eventually(() => expect(versions.reading()?.state).toBe('read'));
    isDown = true;
    await eventually(() => expect(versions.reading()?.state).toBe('partial'));
    expect(versions.reading()!.why).toMatch(/istiod one .*it is gone/);
    expect(versions.proxies.all()).toHaveLength(2);
    pods.remove('istio-system', 'one');
    await eventually(() => expect(versions.reading()?.state).toBe('read'));
    expect(versions.proxies.all()).toHaveLength(1);
  });

  it('is partial while an istiod is not ready, and does not ask that one', async () => {
    pods.put(pod('one'));
    pods.put(pod('two', { ready: false }));
    const { versions, asked } = run(({ path }) => answers(path, []));
    await eventually(() => expect(versions.reading()?.state).toBe('partial'));
    expect(asked.some(one => one.startsWith('two'))).toBe(false);
    expect(versions.reading()!.why).toMatch(/not ready/);
  });

  it('reads nothing where there is no istiod', async () => {
    pods.put(pod('a', { app: 'shop', proxy: true }));
    const { versions, asked } = run(({ path }) => answers(path, []));
    await new Promise(resolve => setTimeout(resolve, 30));
    expect(asked).toEqual([]);
    expect(versions.reading()).toBeUndefined();
  });

  it('tells by its revision when it asked', async () => {
    pods.put(pod('one'));
    const { versions } = run(({ path }) => answers(path, []));
    expect(versions.revision).toBeLessThan(2);
    await eventually(() => expect(versions.reading()?.state).toBe('read'));
    expect(versions.revision).toBeGreaterThan(0);
  });

  it('asks again soon for a pod that has just started and is not connected', async () => {
    pods.put(pod('one'));
    const young = pod('a', { app: 'shop', proxy: true });
    young.status!.startTime = new Date().toISOString();
    pods.put(young);
    let isConnected = false;
    const { versions, asked } = run(
      ({ path }) =>
        answers(path, isConnected ? [{ id: 'a.shop', version: '1.30.1' }] : []),
      { forbiddenRetryMs: 20 },
    );
    await eventually(() => expect(asked.length).toBeGreaterThan(4));
    isConnected = true;
    await eventually(() =>
      expect(versions.proxies.ofPod('east', 'shop', 'a')).toBeDefined(),
    );
  });
});
