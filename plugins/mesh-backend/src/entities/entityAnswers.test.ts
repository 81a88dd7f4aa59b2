import { renderEgressGateway } from '@meshport/istio';
import {
  PLATFORM,
  ReadBackend,
  SHOPKEEPER,
} from '../__testUtils__/ReadBackend';
import { DevMesh, eventually } from '../__testUtils__/devMesh';
import { startShopBackend } from '../__testUtils__/shopBackend';

jest.setTimeout(60_000);

const CARDS = ['version', 'virtual-machines', 'policies'];

describe('answers about an entity', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  beforeAll(async () => {
    ({ mesh, backend } = await startShopBackend());
  });

  afterAll(async () => {
    await backend.stop();
    await mesh.close();
  });

  const card = (name: string, view: string, user: string, headers = {}) =>
    backend.get(`/entities/component/default/${name}/${view}`, user, headers);

  it('gives virtual machines by pages, and counts all', async () => {
    const { status, body } = await card(
      'shop',
      'virtual-machines?limit=1&search=shop-vm&health=healthy,unknown,unhealthy&order=health',
      SHOPKEEPER,
    );
    expect(status).toBe(200);
    expect(body.page).toMatchObject({ total: 1, limit: 1 });
    const counts: number[] = Object.values(body.page.byHealth);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
    const none = await card(
      'shop',
      'virtual-machines?search=nobody',
      SHOPKEEPER,
    );
    expect(none.body.items).toEqual([]);
    expect(none.body.page).toEqual({
      total: 0,
      limit: 100,
      byHealth: body.page.byHealth,
    });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=5&limit=6', 'limit'],
    ['health=ill', 'health'],
    ['cursor=x', 'cursor'],
    ['order=age', 'order'],
    ['search[a]=b', 'search'],
  ])('refuses %s and names the parameter', async (query, field) => {
    const { status, body } = await card(
      'shop',
      `virtual-machines?${query}`,
      SHOPKEEPER,
    );
    expect(status).toBe(400);
    expect(body.error.message).toMatch(new RegExp(`^${field}: `));
  });

  it('refuses, and says when to ask again, who was shown more elsewhere', async () => {
    const { headers } = await card('shop', 'version', SHOPKEEPER);
    const [, position] = headers['mesh-revision'].match(/east=.*Pd:(\d+)/);
    const ahead = `east=Pd:${BigInt(position) + 1_000_000n}`;
    const refused = await card('shop', 'version', SHOPKEEPER, {
      'Mesh-Seen': ahead,
    });
    expect(refused.status).toBe(503);
    expect(refused.headers['retry-after']).toBe('2');
    expect(refused.body.error.name).toBe('ServiceUnavailableError');
    // Nobody else waits for it, nor does who asks for another cluster.
    const other = await card('shop-in-west', 'virtual-machines', PLATFORM, {
      'Mesh-Seen': ahead,
    });
    expect(other.status).toBe(200);
    const seen = await card('shop', 'version', SHOPKEEPER, {
      'Mesh-Seen': headers['mesh-revision'],
    });
    expect(seen.status).toBe(200);
    expect(seen.headers['access-control-expose-headers']).toBe(
      'ETag, Mesh-As-Of, Mesh-Revision, Retry-After',
    );
  });

  it('judges the version of an entity in each cluster', async () => {
    const { body } = await card('shop', 'version', PLATFORM);
    // How well proxies are known depends on whether istiod was asked so far.
    const items = body.items.map(({ proxyReading: _, ...item }: any) => item);
    expect(items).toEqual([
      {
        cluster: 'east',
        membership: 'sidecar',
        instances: { total: 2, inMesh: 2 },
        controlPlanes: [
          expect.objectContaining({
            revision: 'default',
            version: '1.30.2',
            cluster: 'east',
            namespace: 'istio-system',
            support: expect.objectContaining({ newerPatch: '1.30.5' }),
          }),
        ],
        follows: [
          {
            namespace: 'shop',
            mode: 'sidecar',
            revision: 'default',
            label: 'istio-injection=enabled',
          },
        ],
        proxies: [
          {
            kind: 'sidecar',
            version: '1.30.1',
            source: 'image',
            revision: 'default',
            count: 1,
            examples: ['shop/shop-1'],
            restartNeeded: true,
          },
          {
            kind: 'sidecar',
            version: '1.30.2',
            source: 'image',
            revision: 'default',
            count: 1,
            examples: ['shop/shop-2'],
            restartNeeded: false,
          },
          {
            kind: 'virtualMachine',
            revision: 'default',
            count: 1,
            examples: ['shop/shop-vm-10.0.0.7'],
            restartNeeded: false,
          },
        ],
      },
      expect.objectContaining({
        cluster: 'west',
        membership: 'sidecar',
        controlPlanes: [
          expect.objectContaining({ version: '1.30.2', cluster: 'east' }),
        ],
      }),
    ]);
    expect(body.clusters.map((c: any) => c.state)).toEqual([
      'fresh',
      'fresh',
      'unreachable',
    ]);
  });

  it('shows the virtual machines', async () => {
    const { body } = await card('shop', 'virtual-machines', SHOPKEEPER);
    expect(body.items).toEqual([
      expect.objectContaining({
        cluster: 'east',
        namespace: 'shop',
        name: 'shop-vm-10.0.0.7',
        address: '10.0.0.7',
        group: 'shop-vm',
        serviceAccount: 'shop',
        connectedSince: '2026-11-21T09:00:00Z',
      }),
    ]);
  });

  it('judges policies over everything, and hides who decides where the caller may not read', async () => {
    const asPlatform = await card('shop', 'policies', PLATFORM);
    const asShopkeeper = await card('shop', 'policies', SHOPKEEPER);
    const [full] = asPlatform.body.items;
    const [limited] = asShopkeeper.body.items;
    expect(full.mutualTls).toEqual([
      {
        mode: 'STRICT',
        from: 'mesh',
        decidedBy: {
          kind: 'PeerAuthentication',
          cluster: 'east',
          namespace: 'istio-system',
          name: 'default',
          field: '/spec/mtls/mode',
        },
      },
    ]);
    expect(full.access).toBe('rules');
    expect(full.callers[0].decidedBy.name).toBe('front-only');
    expect(limited).toEqual({
      ...full,
      mutualTls: [
        {
          ...full.mutualTls[0],
          decidedBy: {
            kind: 'PeerAuthentication',
            cluster: 'east',
            hidden: true,
          },
        },
      ],
    });
  });

  it('does not name a gateway of a namespace that the caller may not read', async () => {
    const east = mesh.cluster('east');
    const routing = renderEgressGateway({
      name: 'jewels-out',
      namespace: 'vault',
      host: 'jewels.example.org',
      clientNamespaces: ['shop'],
    }).filter(({ apiVersion }) => apiVersion.includes('istio.io'));
    routing.forEach(object => east.apply(object as any));
    await eventually(async () => {
      const { body } = await card('shop', 'policies', PLATFORM);
      expect(body.items[0].egress).toEqual([
        expect.objectContaining({
          host: 'jewels.example.org',
          gateway: { name: 'jewels-out', namespace: 'vault' },
        }),
      ]);
    });
    const { body } = await card('shop', 'policies', SHOPKEEPER);
    expect(body.items[0].egress).toEqual([
      expect.objectContaining({
        host: 'jewels.example.org',
        gateway: { hidden: true },
      }),
    ]);
    expect(JSON.stringify(body)).not.toContain('jewels-out');
    routing.forEach(({ kind, metadata }) =>
      east.remove(kind, 'vault', metadata.name),
    );
    await eventually(async () => {
      const after = await card('shop', 'policies', PLATFORM);
      expect(after.body.items[0].egress).toEqual([]);
    });
  });

  it('takes the policies of a remote cluster from its primary', async () => {
    const { body } = await card('shop-in-west', 'policies', PLATFORM);
    expect(body.clusters.map((c: any) => c.name)).toEqual(['west']);
    expect(body.items).toEqual([
      expect.objectContaining({ cluster: 'west', access: 'rules' }),
    ]);
    expect(body.items[0].callers[0].decidedBy.cluster).toBe('east');
  });

  it('selects by label selector within a namespace', async () => {
    const { body } = await card('by-selector', 'version', SHOPKEEPER);
    expect(body.items[0].instances).toEqual({ total: 2, inMesh: 2 });
    expect(body.withheld).toEqual([]);
  });

  it('shows a new egress host without a new request to the cluster', async () => {
    const east = mesh.cluster('east');
    east.apply({
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: 'partner', namespace: 'shop' },
      spec: {
        hosts: ['api.partner.example'],
        exportTo: ['.'],
        resolution: 'DNS',
        ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
      },
    });
    await eventually(async () => {
      const { body } = await card('shop', 'policies', SHOPKEEPER);
      expect(body.items[0].egress).toEqual([
        expect.objectContaining({ host: 'api.partner.example', ports: [443] }),
      ]);
    });
    east.remove('ServiceEntry', 'shop', 'partner');
  });

  it.each(CARDS)(
    'shows nothing of a namespace of another team that an annotation names: %s',
    async view => {
      const { status, body } = await card('thief', view, SHOPKEEPER);
      expect(status).toBe(200);
      // West is known to have no such namespace, gone is not known.
      expect(body.items.map((item: any) => item.cluster)).toEqual(
        view === 'version' ? ['west'] : [],
      );
      expect(body.withheld).toEqual([
        {
          cluster: 'east',
          namespace: 'vault',
          owner: 'group:default/team-vault',
        },
      ]);
      expect(JSON.stringify(body)).not.toContain('vault-1');
    },
  );

  it.each(CARDS)(
    'does not name a namespace of another team that a selector reaches: %s',
    async view => {
      const { body } = await card('thief-everywhere', view, SHOPKEEPER);
      expect(body.withheld).toEqual([{ cluster: 'east' }]);
      expect(body.items.map((item: any) => item.cluster)).not.toContain('east');
      const { failures: _, ...rest } = body.clusters[0];
      expect(JSON.stringify([body.items, body.withheld, rest])).not.toContain(
        '"vault',
      );
    },
  );
});
