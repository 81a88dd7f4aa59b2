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
import { startShopBackend } from '../__testUtils__/shopBackend';

jest.setTimeout(60_000);

const CARDS = ['version', 'virtual-machines', 'policies', 'egress'];

describe('routes that read', () => {
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

  it('leaves out clusters that the caller may not read', async () => {
    const clusters = await backend.get('/clusters', WESTERNER);
    expect(clusters.body.items.map((c: any) => c.name)).toEqual(['west']);
    expect(clusters.body.withheldClusters).toBe(true);
    expect(clusters.body.items[0]).toMatchObject({ role: 'remote' });
    expect(clusters.body.items[0]).not.toHaveProperty('primary');
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
    // Findings follow the stores a moment later.
    await eventually(async () => {
      const { body } = await backend.get(
        '/entities/component/default/shop/findings',
        PLATFORM,
      );
      expect(body.items.length).toBeGreaterThan(0);
    });
    const shown = [
      '/clusters',
      '/health',
      ...[...CARDS, 'findings'].map(
        view => `/entities/{kind}/{namespace}/{name}/${view}`,
      ),
    ];
    const found: string[] = [];
    for (const [path, { get }] of Object.entries<any>(document.paths)) {
      const schema = get?.responses[200].content['application/json']?.schema;
      if (schema?.$ref && shown.includes(path)) {
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
    expect(found).toEqual(shown.map(path => `${path}: items`));
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
