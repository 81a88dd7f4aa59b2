import {
  clientOf,
  eventually,
  startOne,
  watch,
  type OpenWatch,
} from './__testUtils__/client';
import type { DevCluster } from './cluster';
import { startDevClusters, type DevClusters } from './clusters';

const configMaps = '/api/v1/namespaces/default/configmaps';
const object = (name: string) => ({ metadata: { name } });

describe('faults', () => {
  let running: DevClusters;
  let cluster: DevCluster;
  let call: ReturnType<typeof clientOf>;
  let open: OpenWatch | undefined;

  beforeEach(async () => {
    ({ running, cluster } = await startOne({ controlPort: 0 }));
    call = clientOf(cluster);
  });

  afterEach(async () => {
    open?.close();
    open = undefined;
    await running.stop();
  });

  const watchFromNow = async () => {
    const { body } = await call('GET', configMaps);
    const { resourceVersion } = body.metadata;
    return watch(
      cluster,
      `${configMaps}?watch=true&resourceVersion=${resourceVersion}`,
    );
  };

  it('breaks open watches', async () => {
    open = await watchFromNow();
    await cluster.faults.set({ dropWatches: true });
    expect(await open.ended).toBe('broken');
  });

  it('compacts: an open watch gets an in-stream 410, and so does an old revision', async () => {
    const { body } = await call('GET', configMaps);
    const old = body.metadata.resourceVersion;
    open = await watchFromNow();
    await call('POST', configMaps, object('a'));
    await cluster.faults.set({ expireWatches: true });
    expect(await open.ended).toBe('end');
    expect(open.events.map(({ type }) => type)).toEqual(['ADDED', 'ERROR']);
    expect(open.events[1].object).toMatchObject({
      code: 410,
      reason: 'Expired',
    });
    const late = await watch(
      cluster,
      `${configMaps}?watch=true&resourceVersion=${old}`,
    );
    expect(await late.ended).toBe('end');
    expect(late.events).toEqual([
      { type: 'ERROR', object: expect.objectContaining({ code: 410 }) },
    ]);
  });

  it('expires continue tokens by compaction', async () => {
    await call('POST', configMaps, object('a'));
    const { body } = await call('GET', `${configMaps}?limit=1`);
    await call('POST', configMaps, object('b'));
    await cluster.faults.set({ expireWatches: true });
    const next = await call(
      'GET',
      `${configMaps}?limit=1&continue=${body.metadata.continue}`,
    );
    expect(next.status).toBe(410);
    expect(next.body.reason).toBe('Expired');
  });

  it('answers the next requests with 429 and Retry-After', async () => {
    await cluster.faults.set({
      tooManyRequests: { count: 2, retryAfterSeconds: 3 },
    });
    const first = await call('GET', '/version');
    expect(first.status).toBe(429);
    expect(first.headers['retry-after']).toBe('3');
    expect((await call('GET', '/version')).status).toBe(429);
    expect((await call('GET', '/version')).status).toBe(200);
  });

  it('delays answers', async () => {
    await cluster.faults.set({ latencyMs: 120 });
    const start = Date.now();
    await call('GET', '/version');
    expect(Date.now() - start).toBeGreaterThanOrEqual(115);
  });

  it('keeps watches open and silent', async () => {
    open = await watchFromNow();
    await cluster.faults.set({ halfOpen: true });
    const late = await watchFromNow();
    await call('POST', configMaps, object('a'));
    const isOver = await Promise.race([
      open.ended,
      new Promise(resolve => {
        setTimeout(() => resolve('still open'), 150);
      }),
    ]);
    expect(isOver).toBe('still open');
    expect([...open.events, ...late.events]).toEqual([]);
    late.close();
  });

  it('refuses every token, and lets them in again', async () => {
    await cluster.faults.set({ expiredTokens: true });
    expect((await call('GET', configMaps)).status).toBe(401);
    await cluster.faults.set({ expiredTokens: false });
    expect((await call('GET', configMaps)).status).toBe(200);
  });

  it('refuses a kind', async () => {
    await cluster.faults.set({ refuseKinds: ['ConfigMap'] });
    const answer = await call('GET', configMaps);
    expect(answer.body).toMatchObject({ code: 403, reason: 'Forbidden' });
    expect((await call('GET', '/api/v1/pods')).status).toBe(200);
  });

  it('refuses a switch that it does not know, and changes nothing', async () => {
    await expect(
      cluster.faults.set({ latencyMs: 5, slow: true } as any),
    ).rejects.toThrow('slow is no fault');
    await expect(
      cluster.faults.set({ latencyMs: 'long' } as any),
    ).rejects.toThrow('latencyMs');
    expect(cluster.faults.active).toEqual({});
  });

  describe('POST /faults', () => {
    const post = async (body: unknown, headers = {}) =>
      fetch(`${running.controlUrl}/faults`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers,
      });

    it('switches faults of one cluster, stops and starts it', async () => {
      expect((await post({ cluster: 'dev', latencyMs: 1 })).status).toBe(200);
      expect(cluster.faults.active).toEqual({ latencyMs: 1 });
      await post({ stop: true });
      await expect(call('GET', '/version')).rejects.toThrow('ECONNREFUSED');
      await post({ clear: true });
      expect((await call('GET', '/version')).status).toBe(200);
      expect(cluster.faults.active).toEqual({});
    });

    it.each([
      ['{"cluster": "north"}', 'cluster: there is no "north". Use one of dev.'],
      [
        '{"cluster": "constructor"}',
        'cluster: there is no "constructor". Use one of dev.',
      ],
      ['{"constructor": true}', 'constructor is no fault. Use one of '],
      ['{"latencyMs": "long"}', 'latencyMs: "long" is not understood.'],
      [
        '{"tooManyRequests": {"count": 1, "retryAfterSeconds": "soon"}}',
        'tooManyRequests: ',
      ],
      ['{"latencyMs": ', 'the body is not JSON: '],
      ['null', 'the body must be a JSON object'],
    ])('says what is wrong with %s', async (body, message) => {
      const answer = await fetch(`${running.controlUrl}/faults`, {
        method: 'POST',
        body,
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toEqual({
        error: expect.stringContaining(message),
      });
      expect(cluster.faults.active).toEqual({});
    });

    it('counts refused requests for each cluster by itself', async () => {
      const two = await startDevClusters({
        clusters: [{ name: 'east' }, { name: 'west' }],
        controlPort: 0,
      });
      try {
        await fetch(`${two.controlUrl}/faults`, {
          method: 'POST',
          body: JSON.stringify({ tooManyRequests: { count: 1 } }),
        });
        for (const name of ['east', 'west']) {
          const answer = await clientOf(two.clusters[name])('GET', '/version');
          expect(answer.status).toBe(429);
        }
      } finally {
        await two.stop();
      }
    });

    it('does not listen to web pages', async () => {
      const answer = await post(
        { stop: true },
        { origin: 'https://evil.example' },
      );
      expect(answer.status).toBe(400);
      expect((await call('GET', '/version')).status).toBe(200);
    });
  });

  it('ends a watch that a stopped API served', async () => {
    open = await watchFromNow();
    await cluster.stop();
    expect(await open.ended).toBe('broken');
    await cluster.start();
    await eventually(() => expect(cluster.url).toContain('127.0.0.1'));
  });
});
