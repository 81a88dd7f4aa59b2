import { renderEgressGateway } from '@meshport/istio';
import {
  NEWCOMER,
  PLATFORM,
  ReadBackend,
  SHOPKEEPER,
  STRANGER,
  WESTERNER,
} from '../__testUtils__/ReadBackend';
import { DevMesh, eventually } from '../__testUtils__/devMesh';
import { mismatches } from '../__testUtils__/openApiChecks';
import { EAST, ENTITIES, WEST } from '../__testUtils__/shopMesh';

jest.setTimeout(60_000);

const CARDS = ['version', 'virtual-machines', 'policies'];

describe('routes that read', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  beforeAll(async () => {
    mesh = await DevMesh.start({ east: EAST, west: WEST, gone: [] });
    await mesh.cluster('gone').stop();
    backend = await ReadBackend.start({
      mesh,
      entities: ENTITIES,
      clusters: [
        { ...mesh.details('east'), title: 'East', network: 'net-e' },
        { ...mesh.details('west'), primary: 'east', readOnly: true },
        mesh.details('gone'),
      ],
    });
    await eventually(async () => {
      const { body } = await backend.get('/clusters', PLATFORM);
      const states = body.clusters?.map((c: any) => c.state).join();
      if (states !== 'fresh,fresh,unreachable') {
        throw new Error(states ?? JSON.stringify(body));
      }
    });
  });

  afterAll(async () => {
    await backend.stop();
    await mesh.close();
  });

  const card = (name: string, view: string, user: string, headers = {}) =>
    backend.get(`/entities/component/default/${name}/${view}`, user, headers);

  it('names the clusters and how well each is known', async () => {
    const { status, body } = await backend.get('/clusters', PLATFORM);
    expect(status).toBe(200);
    expect(body.items).toEqual([
      {
        name: 'east',
        title: 'East',
        istioClusterId: 'east',
        network: 'net-e',
        role: 'primary',
        kubernetesVersion: expect.stringMatching(/^v1\./),
        writable: true,
        controlPlanes: expect.objectContaining({
          revisions: [
            expect.objectContaining({
              revision: 'default',
              isDefault: true,
              followers: [
                expect.objectContaining({ namespace: 'shop' }),
                expect.objectContaining({ namespace: 'vault' }),
              ],
              withheldFollowers: 0,
            }),
          ],
        }),
      },
      {
        name: 'west',
        istioClusterId: 'west',
        role: 'remote',
        primary: 'east',
        kubernetesVersion: expect.stringMatching(/^v1\./),
        writable: false,
        controlPlanes: expect.objectContaining({
          revisions: [
            expect.objectContaining({
              revision: 'default',
              // istiod of the primary serves it.
              controlPlane: expect.objectContaining({ cluster: 'east' }),
            }),
          ],
        }),
      },
      { name: 'gone', istioClusterId: 'gone', writable: true },
    ]);
    expect(body.clusters[2]).toEqual({
      name: 'gone',
      state: 'unreachable',
      failures: [
        {
          reason: 'Unreachable',
          message: "cluster 'gone' does not answer: connection refused",
          since: expect.any(String),
        },
      ],
    });
  });

  it('only counts followers in namespaces that the caller may not read', async () => {
    const { body } = await backend.get('/clusters', SHOPKEEPER);
    const { revisions } = body.items[0].controlPlanes;
    expect(revisions).toEqual([
      expect.objectContaining({
        followers: [expect.objectContaining({ namespace: 'shop' })],
        withheldFollowers: 1,
      }),
    ]);
    expect(JSON.stringify(body)).not.toContain('vault');
  });

  it('tells the health of each kind', async () => {
    const { body } = await backend.get('/health', PLATFORM);
    const east = body.items.find((item: any) => item.cluster === 'east');
    expect(east.kinds.find((k: any) => k.kind === 'Pod')).toMatchObject({
      state: 'watching',
      apiVersion: 'v1',
      count: 4,
      asOf: expect.any(String),
      lastList: expect.any(String),
    });
    const gone = body.items.find((item: any) => item.cluster === 'gone');
    expect(gone.kinds.find((k: any) => k.kind === 'Pod')).toMatchObject({
      count: 0,
      failure: { reason: 'Unreachable', since: expect.any(String) },
    });
  });

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

  it('leaves out clusters that the caller may not read', async () => {
    const clusters = await backend.get('/clusters', WESTERNER);
    expect(clusters.body.items.map((c: any) => c.name)).toEqual(['west']);
    expect(clusters.body.withheldClusters).toBe(true);
    const all = await backend.get('/clusters', PLATFORM);
    expect(all.body).not.toHaveProperty('withheldClusters');
    const version = await card('shop', 'version', WESTERNER);
    expect(version.body.clusters.map((c: any) => c.name)).toEqual(['west']);
    expect(version.body.withheldClusters).toBe(true);
    const named = await card('shop-in-west', 'version', WESTERNER);
    expect(named.body).not.toHaveProperty('withheldClusters');
    expect(version.body.items).toEqual([
      expect.objectContaining({ cluster: 'west', controlPlanes: [] }),
    ]);
    const policies = await card('shop', 'policies', WESTERNER);
    expect(policies.body.items[0].callers[0].decidedBy).toEqual({
      kind: 'AuthorizationPolicy',
      cluster: 'east',
      hidden: true,
    });
  });

  it.each([
    ['/clusters', STRANGER, 'mesh.cluster.read'],
    ['/health', STRANGER, 'mesh.cluster.read'],
    ['/entities/component/default/shop/version', STRANGER, 'mesh.cluster.read'],
    [
      '/entities/component/default/shop/policies',
      NEWCOMER,
      'mesh.namespace.read',
    ],
  ])('refuses %s to %s', async (path, user, permission) => {
    const { status, body } = await backend.get(path, user);
    expect(status).toBe(403);
    expect(body.error).toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining(permission),
    });
  });

  it('answers 404 for an entity that the caller does not see', async () => {
    const { status, body } = await card('nobody', 'version', PLATFORM);
    expect(status).toBe(404);
    expect(body.error.message).toContain('component:default/nobody');
  });

  it.each(['shop%00', 'shop%0aX-Evil:%201'])(
    'names the field with control characters: %s',
    async name => {
      const { status, body } = await card(name, 'version', PLATFORM);
      expect(status).toBe(400);
      expect(body.error.message).toMatch(/^name: holds control characters/);
    },
  );

  it('says that the annotation is missing', async () => {
    const { status, body } = await card('plain', 'policies', PLATFORM);
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [],
      clusters: [],
      withheld: [],
      missingAnnotation: true,
    });
  });

  it('says which annotation cannot be read, and where', async () => {
    const { status, body } = await card('bad-selector', 'version', PLATFORM);
    expect(status).toBe(400);
    expect(body.error.message).toContain(
      'Annotation backstage.io/kubernetes-label-selector of component:default/bad-selector',
    );
  });

  it('says that the cluster of an annotation is not there', async () => {
    const { body } = await card('lost', 'version', PLATFORM);
    expect(body.items).toEqual([]);
    expect(body.clusters).toEqual([
      expect.objectContaining({
        name: 'no-such',
        failures: [
          expect.objectContaining({
            message: expect.stringContaining("'no-such'"),
          }),
        ],
      }),
    ]);
  });

  it('asks the clusters nothing for a page view', async () => {
    for (const view of CARDS) {
      await card('shop', view, SHOPKEEPER);
    }
    // Signs of life, watches that are opened anew and istiod's version go on
    // by themselves, page view or not.
    const own = /^\/version$|watch=true|\/proxy\/version$/;
    for (const name of ['east', 'west']) {
      mesh.cluster(name).clearRequests();
    }
    for (let i = 0; i < 5; i++) {
      for (const view of CARDS) {
        await card('shop', view, SHOPKEEPER);
      }
    }
    for (const name of ['east', 'west']) {
      expect(
        mesh
          .cluster(name)
          .requests()
          .filter(({ path }) => !own.test(path)),
      ).toEqual([]);
    }
  });

  it('answers 304 until something that the caller sees changes', async () => {
    const first = await card('shop', 'virtual-machines', SHOPKEEPER);
    const { etag } = first.headers;
    expect(etag).toMatch(/^W\/"/);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const again = await card('shop', 'virtual-machines', SHOPKEEPER, {
      'If-None-Match': etag,
    });
    expect(again.status).toBe(304);
    expect(again.headers['mesh-as-of']).toMatch(/^east=20.*Z,west=20.*Z$/);

    const [entry] = mesh.cluster('east').objects('WorkloadEntry') as any[];
    entry.metadata.annotations['istio.io/disconnectedAt'] =
      '2026-11-21T10:00:00Z';
    mesh.cluster('east').apply(entry);
    await eventually(async () => {
      const changed = await card('shop', 'virtual-machines', SHOPKEEPER, {
        'If-None-Match': etag,
      });
      expect(changed.status).toBe(200);
      expect(changed.body.items[0].health).toBe('disconnected');
    });
  });

  it('answers as the OpenAPI document says', async () => {
    const { status, body: document } = await backend.get(
      '/openapi.json',
      STRANGER,
    );
    expect([status, document.openapi]).toEqual([200, '3.1.0']);
    const found: string[] = [];
    for (const [path, { get }] of Object.entries<any>(document.paths)) {
      const schema = get?.responses[200].content['application/json'].schema;
      if (schema?.$ref && /^\/(clusters|health|entities)/.test(path)) {
        const { body } = await backend.get(
          path
            .replace('{kind}', 'component')
            .replace('{namespace}', 'default')
            .replace('{name}', 'shop'),
          PLATFORM,
        );
        found.push(
          `${path}: ${body.items.length > 0 ? 'items' : 'no items'}`,
          ...mismatches(body, schema, path),
        );
      }
    }
    expect(found).toEqual([
      '/clusters: items',
      '/health: items',
      ...[...CARDS, 'findings'].map(
        view => `/entities/{kind}/{namespace}/{name}/${view}: items`,
      ),
    ]);
  });

  it('writes one audit event for a request', async () => {
    backend.audits.length = 0;
    await card('Shop', 'version', SHOPKEEPER);
    await backend.get('/clusters', STRANGER);
    expect(backend.audits).toEqual([
      {
        eventId: 'entity-fetch',
        outcome: 'succeeded',
        meta: { queryType: 'version', entityRef: 'component:default/shop' },
      },
      {
        eventId: 'clusters-fetch',
        outcome: 'failed',
        meta: { queryType: 'clusters' },
      },
    ]);
  });

  it('never holds or shows a Secret', async () => {
    const paths = ['/clusters', '/health'].concat(
      CARDS.map(view => `/entities/component/default/thief/${view}`),
    );
    for (const path of paths) {
      const { body } = await backend.get(path, PLATFORM);
      expect(JSON.stringify(body)).not.toContain('sentinel-secret');
    }
  });

  it('reports kinds that may not be read, and no longer knows who may call', async () => {
    const east = mesh.cluster('east');
    await east.faults.set({
      refuseKinds: ['AuthorizationPolicy'],
      dropWatches: true,
    });
    await eventually(async () => {
      const { body } = await card('shop', 'policies', SHOPKEEPER);
      expect(body.clusters[0].failures).toEqual([
        expect.objectContaining({
          kind: 'AuthorizationPolicy',
          reason: 'Forbidden',
        }),
      ]);
      expect(body.items[0]).toMatchObject({ access: 'unknown', callers: [] });
      // West is governed by the same policies.
      expect(body.items[1]).toMatchObject({ access: 'unknown' });
      expect(body.clusters[1].failures[0]).toMatchObject({
        primary: 'east',
        message: expect.stringContaining("of its primary 'east'"),
      });
    }, 30_000);
    const { body } = await card('shop', 'version', SHOPKEEPER);
    expect(body.clusters[0].failures).toEqual([]);
    await east.faults.set({ clear: true });
  });

  it('keeps what it knows of a cluster that dies, and the others go on', async () => {
    await mesh.cluster('west').stop();
    await eventually(async () => {
      const { body } = await card('shop', 'version', SHOPKEEPER);
      expect(body.clusters.map((c: any) => c.state)).toEqual([
        'fresh',
        'stale',
        'unreachable',
      ]);
      expect(body.items.map((i: any) => i.cluster)).toEqual(['east', 'west']);
      expect(body.clusters[1].asOf).toBeDefined();
    });
    await mesh.cluster('west').start();
    await eventually(async () => {
      const { body } = await card('shop', 'version', SHOPKEEPER);
      expect(body.clusters[1].state).toBe('fresh');
    }, 30_000);
  });
});
