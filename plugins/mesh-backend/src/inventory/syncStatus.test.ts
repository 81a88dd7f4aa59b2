import { readSyncStatus } from './syncStatus';

function client(connectionId: string, connectedAt: string) {
  return { connectionId, connectedAt, address: '10.0.0.1:1' };
}

describe('readSyncStatus', () => {
  // Shortened from what a real istiod answered.
  const SYNCZ = JSON.stringify([
    {
      cluster_id: 'east',
      proxy: 'client-798b9d7489-fnl4t.shop',
      proxy_type: 'sidecar',
      istio_version: '1.31-dev',
      cluster_sent: '2026-11-21T16:40:43Z/6d50f55d0',
    },
    {
      cluster_id: 'east',
      proxy: 'vm1.example.com.bookinfo',
      proxy_type: 'sidecar',
      istio_version: '1.30.2',
    },
  ]);

  it('joins what istiod sent with when each proxy connected', async () => {
    const connections = JSON.stringify({
      totalClients: 3,
      clients: [
        client('client-798b9d7489-fnl4t.shop-2', '2026-11-21T16:40:47.5Z'),
        client('client-798b9d7489-fnl4t.shop-9', '2026-11-21T16:41:47.25Z'),
        client('vm1.example.com.bookinfo-4', '2026-11-21T16:44:01.272119946Z'),
      ],
    });
    expect(await readSyncStatus(SYNCZ, connections)).toEqual([
      {
        clusterId: 'east',
        namespace: 'shop',
        name: 'client-798b9d7489-fnl4t',
        version: '1.31-dev',
        connectedAt: '2026-11-21T16:41:47.25Z',
      },
      {
        clusterId: 'east',
        namespace: 'bookinfo',
        name: 'vm1.example.com',
        version: '1.30.2',
        connectedAt: '2026-11-21T16:44:01.272119946Z',
      },
    ]);
  });

  it('does not guess which of two clusters’ pods of one name connected when', async () => {
    const twice = ['east', 'west'].map(cluster_id => ({
      cluster_id,
      proxy: 'web-0.shop',
      istio_version: '1.30.2',
    }));
    const proxies = await readSyncStatus(
      JSON.stringify(twice),
      JSON.stringify({
        clients: [client('web-0.shop-1', '2026-11-21T16:40:47Z')],
      }),
    );
    expect(
      proxies.map(({ clusterId, connectedAt }) => [clusterId, connectedAt]),
    ).toEqual([
      ['east', undefined],
      ['west', undefined],
    ]);
  });

  it.each([
    ['a version that is none', { proxy: 'a.b', istio_version: '<script>' }],
    ['a long version', { proxy: 'a.b', istio_version: `1.2${'3'.repeat(90)}` }],
    ['no version', { proxy: 'a.b' }],
  ])('takes no version from %s', async (_, item) => {
    const [proxy] = await readSyncStatus(JSON.stringify([item]), '{}');
    expect(proxy).toEqual({ clusterId: '', namespace: 'b', name: 'a' });
  });

  it('leaves out what is no proxy', async () => {
    const text = JSON.stringify([null, 1, {}, { proxy: 'x' }, { proxy: 7 }]);
    expect(await readSyncStatus(text, '[]')).toEqual([]);
    expect(await readSyncStatus('null', '{"totalClients":0}')).toEqual([]);
  });
});
