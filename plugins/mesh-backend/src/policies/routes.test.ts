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
import { EAST, ENTITIES } from '../__testUtils__/shopMesh';

jest.setTimeout(120_000);

/** In every text of what the shopkeeper may not read. */
const SENTINEL = 'sentinel';

function pod(namespace: string, app: string, ip: string, name = app) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: { app, 'security.istio.io/tlsMode': 'istio' },
      annotations: { 'sidecar.istio.io/status': '{"revision":"default"}' },
    },
    spec: {
      serviceAccountName: app,
      containers: [
        { name: 'app', image: 'app:1' },
        { name: 'istio-proxy', image: 'istio/proxyv2:1.30.2' },
      ],
    },
    status: {
      phase: 'Running',
      podIP: ip,
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

function service(namespace: string, app: string) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name: app },
    spec: { selector: { app }, ports: [{ name: 'http', port: 80 }] },
  };
}

function policy(
  group: string,
  kind: string,
  namespace: string,
  name: string,
  spec: object,
  metadata = {},
) {
  return {
    apiVersion: `${group}.istio.io/v1`,
    kind,
    metadata: { namespace, name, ...metadata },
    spec,
  };
}

const from = (account: string) => [
  { source: { principals: [`cluster.local/ns/shop/sa/${account}`] } },
];

const OBJECTS = [
  pod('shop', 'web', '10.1.0.1'),
  pod('shop', 'front', '10.1.0.2'),
  pod('shop', 'front', '10.1.0.3', 'front-2'),
  pod('shop', 'back', '10.1.0.4'),
  pod('vault', SENTINEL, '10.1.0.5'),
  service('shop', 'web'),
  service('shop', 'front'),
  service('vault', SENTINEL),
  policy(
    'security',
    'AuthorizationPolicy',
    'shop',
    'web-callers',
    {
      selector: { matchLabels: { app: 'web' } },
      rules: [
        { from: from('back') },
        { from: from('front'), to: [{ operation: { methods: ['GET'] } }] },
      ],
    },
    { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:x' } },
  ),
  policy(
    'security',
    'AuthorizationPolicy',
    'istio-system',
    `${SENTINEL}-deny`,
    {
      action: 'DENY',
      selector: { matchLabels: { app: 'web' } },
      rules: [{ to: [{ operation: { paths: [`/${SENTINEL}`, '/closed'] } }] }],
    },
  ),
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { namespace: 'shop', name: 'a-front' },
    spec: {
      parentRefs: [{ group: '', kind: 'Service', name: 'front' }],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/known' } }],
          filters: [
            {
              type: 'RequestHeaderModifier',
              requestHeaderModifier: {
                set: [
                  { name: 'authorization', value: 'Bearer crown-jewels' },
                  { name: 'x-team', value: 'shop' },
                ],
              },
            },
          ],
          backendRefs: [{ name: 'front', port: 80 }],
        },
      ],
    },
  },
  policy('networking', 'VirtualService', 'shop', 'front', {
    hosts: ['front'],
    http: [
      {
        headers: {
          request: {
            set: { authorization: 'Bearer crown-jewels', 'x-team': 'shop' },
          },
        },
        route: [{ destination: { host: 'front' } }],
      },
    ],
  }),
];

describe('questions about policies', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  beforeAll(async () => {
    const objects = [...EAST, ...OBJECTS];
    mesh = await DevMesh.start({
      east: objects,
      north: objects,
    });
    await mesh
      .cluster('north')
      .faults.set({ refuseKinds: ['AuthorizationPolicy'] });
    backend = await ReadBackend.start({
      mesh,
      entities: ENTITIES,
      clusters: [mesh.details('east'), mesh.details('north')],
    });
    await eventually(async () => {
      const { body } = await backend.get('/clusters', PLATFORM);
      const states = body.clusters?.map((c: any) => c.state).join();
      if (!/^fresh,\w+$/.test(states)) {
        throw new Error(states ?? JSON.stringify(body));
      }
    }, 100_000);
  });

  afterAll(async () => {
    await backend.stop();
    await mesh.close();
  });

  const question = {
    cluster: 'east',
    from: { kind: 'workload', namespace: 'shop', name: 'front' },
    to: { namespace: 'shop', name: 'web' },
    port: 80,
    method: 'GET',
    path: '/',
  };
  const ask = (more: object = {}, user = SHOPKEEPER) =>
    backend.post('/policies/ask', user, { ...question, ...more });

  describe('POST /policies/ask', () => {
    it('answers with the rule that decides', async () => {
      const { status, body } = await ask();
      expect(status).toBe(200);
      expect(body).toEqual({
        answer: 'yes',
        why: expect.any(String),
        mtls: true,
        decidedBy: [
          {
            kind: 'AuthorizationPolicy',
            cluster: 'east',
            namespace: 'shop',
            name: 'web-callers',
            rule: 1,
            field: '/spec/rules/1',
          },
        ],
        clusters: [expect.objectContaining({ name: 'east', state: 'fresh' })],
      });
      expect(
        mismatches(body, { $ref: '#/components/schemas/CallAnswer' }),
      ).toEqual([]);
    });

    it.each<[string, object, string]>([
      ['another method', { method: 'POST' }, 'no'],
      [
        'another caller',
        { from: { ...question.from, name: 'back' }, method: 'POST' },
        'yes',
      ],
      [
        'the pods behind a Service',
        { from: { kind: 'service', namespace: 'shop', name: 'front' } },
        'yes',
      ],
      ['what is not said: GET /', { method: undefined, path: null }, 'yes'],
    ])('answers for %s', async (_, more, answer) => {
      expect((await ask(more)).body).toMatchObject({ answer });
    });

    it('follows HTTPRoutes of a Service', async () => {
      const to = { namespace: 'shop', name: 'front' };
      const known = await ask({ to, path: '/known/x' });
      expect(known.body.decidedBy).toEqual([
        expect.objectContaining({ kind: 'AuthorizationPolicy' }),
      ]);
      const other = await ask({ to, path: '/other' });
      expect(other.body).toMatchObject({
        answer: 'no',
        decidedBy: [{ kind: 'HTTPRoute', namespace: 'shop', name: 'a-front' }],
      });
    });

    it('answers for a machine', async () => {
      const { status, body } = await ask({
        from: { kind: 'machine', namespace: 'shop', name: 'shop-vm-10.0.0.7' },
      });
      expect([status, body.answer]).toEqual([200, 'no']);
    });

    it('does not know where pods of a caller differ', async () => {
      const east = mesh.cluster('east');
      const other = pod('shop', 'front', '10.1.0.9', 'front-3');
      other.spec.serviceAccountName = 'other';
      east.apply(other as any);
      const behind = { kind: 'service', namespace: 'shop', name: 'front' };
      await eventually(async () => {
        const { body } = await ask({ from: behind });
        expect(body).toMatchObject({
          answer: 'notKnown',
          why: expect.stringContaining('which of the caller’s pods'),
        });
      });
      east.remove('Pod', 'shop', other.metadata.name);
      await eventually(async () => {
        expect((await ask({ from: behind })).body.answer).toBe('yes');
      }, 30_000);
    });

    it('says nothing of a policy that may not be read but that it decides', async () => {
      const { body } = await ask({ path: '/closed' });
      expect(body).toMatchObject({
        answer: 'no',
        why: 'A policy in a namespace you may not read stops it.',
        decidedBy: [
          { kind: 'AuthorizationPolicy', cluster: 'east', hidden: true },
        ],
      });
      expect(JSON.stringify(body)).not.toContain(SENTINEL);
      const platform = await ask({ path: '/closed' }, PLATFORM);
      expect(platform.body.decidedBy).toEqual([
        expect.objectContaining({ name: 'sentinel-deny', rule: 0 }),
      ]);
    });

    it.each<[string, object, number, string]>([
      ['no cluster', { cluster: undefined }, 400, 'cluster: '],
      ['a cluster that is not there', { cluster: 'nowhere' }, 404, 'cluster: '],
      ['no caller', { from: undefined }, 400, 'from: '],
      [
        'a kind of caller that is none',
        { from: { ...question.from, kind: 'user' } },
        400,
        'from.kind: ',
      ],
      [
        'a caller without a name',
        { from: { kind: 'workload', namespace: 'shop' } },
        400,
        'from.name: ',
      ],
      [
        'a caller that is not there',
        { from: { ...question.from, name: 'nobody' } },
        404,
        'from: there is no workload shop/nobody in cluster east that you may read',
      ],
      [
        'a caller that may not be read',
        { from: { kind: 'workload', namespace: 'vault', name: SENTINEL } },
        404,
        'from: there is no workload vault/sentinel in cluster east that you may read',
      ],
      [
        'a Service that is not there',
        { to: { namespace: 'shop', name: 'nothing' } },
        404,
        'to: there is no Service shop/nothing in cluster east that you may read',
      ],
      [
        'a Service that may not be read',
        { to: { namespace: 'vault', name: SENTINEL } },
        404,
        'to: there is no Service vault/sentinel in cluster east that you may read',
      ],
      ['no port', { port: undefined }, 400, 'port: '],
      ['a text for a port', { port: '80' }, 400, 'port: '],
      [
        'another port',
        { port: 81 },
        400,
        'port: Service shop/web has no port 81; it has 80',
      ],
      ['no method of HTTP', { method: 'GE T' }, 400, 'method: '],
      ['no path', { path: 'ratings' }, 400, 'path: '],
      ['a line in a path', { path: '/a\nb' }, 400, 'path: '],
      ['headers that are a list', { headers: ['a'] }, 400, 'headers: '],
      ['a header that is none', { headers: { 'a b': 'c' } }, 400, 'headers: '],
      ['a header of a number', { headers: { a: 1 } }, 400, 'headers.a: '],
      ['a field too many', { verb: 'GET' }, 400, 'body: there is no field'],
    ])('refuses %s by its field', async (_, more, status, start) => {
      const refused = await ask(more);
      expect(refused.status).toBe(status);
      expect(refused.body.error.message.slice(0, start.length)).toBe(start);
    });

    it.each([
      [STRANGER, 403],
      [NEWCOMER, 403],
      [WESTERNER, 404],
    ])('refuses %s', async (user, status) => {
      expect((await ask({}, user)).status).toBe(status);
    });

    it('keeps paths and headers out of the audit log', async () => {
      backend.audits.length = 0;
      await ask({ path: '/?token=crown', headers: { authorization: 'crown' } });
      expect(backend.audits).toEqual([
        expect.objectContaining({
          eventId: 'policy-ask',
          outcome: 'succeeded',
        }),
      ]);
      expect(JSON.stringify(backend.audits)).not.toContain('crown');
    });
  });

  describe('GET /policies/callers', () => {
    const callers = (query: string, user = SHOPKEEPER) =>
      backend.get(`/policies/callers?${query}`, user);

    it('lists workloads, Services and machines of what may be read', async () => {
      const { body } = await callers('cluster=east');
      expect(body.items).toEqual([
        { kind: 'workload', namespace: 'shop', name: 'back', pods: 1 },
        { kind: 'workload', namespace: 'shop', name: 'front', pods: 1 },
        { kind: 'workload', namespace: 'shop', name: 'front-2', pods: 1 },
        { kind: 'workload', namespace: 'shop', name: 'shop-1', pods: 1 },
        { kind: 'workload', namespace: 'shop', name: 'shop-2', pods: 1 },
        { kind: 'workload', namespace: 'shop', name: 'web', pods: 1 },
        { kind: 'service', namespace: 'shop', name: 'front', pods: 2 },
        { kind: 'service', namespace: 'shop', name: 'shop', pods: 2 },
        { kind: 'service', namespace: 'shop', name: 'web', pods: 1 },
        { kind: 'machine', namespace: 'shop', name: 'shop-vm-10.0.0.7' },
      ]);
      expect(body.total).toBe(10);
      expect(JSON.stringify(body)).not.toContain(SENTINEL);
      expect(
        mismatches(body, { $ref: '#/components/schemas/CallerChoices' }),
      ).toEqual([]);
    });

    it('searches, and cuts off', async () => {
      const { body } = await callers('cluster=east&search=SHOP/f&limit=1');
      expect(body).toMatchObject({ items: [{ name: 'front' }], total: 3 });
    });

    it.each([
      ['', 400, 'cluster: '],
      ['cluster=nowhere', 404, 'cluster: '],
      ['cluster=east&limit=0', 400, 'limit: '],
      ['cluster=east&kind=x', 400, 'query: '],
    ])('refuses ?%s', async (query, status, start) => {
      const refused = await callers(query);
      expect(refused.status).toBe(status);
      expect(refused.body.error.message).toContain(start);
    });
  });

  describe('GET /objects', () => {
    const object = (
      name: string,
      more = '',
      user = SHOPKEEPER,
      kind = 'AuthorizationPolicy',
      namespace = 'shop',
    ) =>
      backend.get(
        `/objects?cluster=east&kind=${kind}&namespace=${namespace}&name=${name}${more}`,
        user,
      );

    it('shows an object, the line of a field, and who keeps it', async () => {
      const { status, body, headers } = await object(
        'web-callers',
        '&field=/spec/rules/1',
      );
      expect(status).toBe(200);
      const [item] = body.items;
      expect(item).toMatchObject({
        kind: 'AuthorizationPolicy',
        name: 'web-callers',
        keptBy: { tool: 'Argo CD', name: 'application shop' },
        owner: 'group:default/team-shop',
        manifest: { whole: true },
      });
      const [line] = item.manifest.lines;
      expect(item.manifest.text.split('\n').slice(line - 1)[1]).toContain(
        'source',
      );
      expect(headers.etag).toBeDefined();
      expect(
        mismatches(body, { $ref: '#/components/schemas/MeshObjectAnswer' }),
      ).toEqual([]);
    });

    it('covers credentials', async () => {
      const { body } = await object('front', '', SHOPKEEPER, 'VirtualService');
      const { text } = body.items[0].manifest;
      expect(text).toContain('authorization: (not shown)');
      expect(text).toContain('x-team: shop');
      expect(text).not.toContain('crown-jewels');
    });

    it('shows a route of the Gateway API, with what lets somebody in covered', async () => {
      const { status, body } = await object(
        'a-front',
        '',
        SHOPKEEPER,
        'HTTPRoute',
      );
      expect(status).toBe(200);
      const text = JSON.stringify(body);
      expect(text).toContain('x-team');
      expect(text).toContain('/known');
      expect(text).not.toContain('crown-jewels');
    });

    it('does not tell what may not be read from what is not there', async () => {
      const hidden = await object(
        `${SENTINEL}-deny`,
        '',
        SHOPKEEPER,
        'AuthorizationPolicy',
        'istio-system',
      );
      const absent = await object(
        'absent',
        '',
        SHOPKEEPER,
        'AuthorizationPolicy',
        'istio-system',
      );
      expect([hidden.status, absent.status]).toEqual([404, 404]);
      expect(
        hidden.body.error.message.replace(`${SENTINEL}-deny`, 'absent'),
      ).toBe(absent.body.error.message);
    });

    it.each(['Secret', 'ConfigMap', 'Pod', 'toString'])(
      'shows no %s',
      async kind => {
        const { status, body } = await object('x', '', PLATFORM, kind);
        expect(status).toBe(400);
        expect(body.error.message).toContain('kind: ');
      },
    );

    it('refuses a field that is no pointer', async () => {
      const { status, body } = await object('web-callers', '&field=spec');
      expect([status, body.error.message]).toEqual([
        400,
        expect.stringContaining('field: '),
      ]);
    });
  });

  describe('what is unreadable or old', () => {
    it('is not known, because of the kind', async () => {
      await eventually(async () => {
        const { body } = await ask({ cluster: 'north' });
        expect(body).toMatchObject({
          answer: 'notKnown',
          decidedBy: [],
          why: 'Not known, because AuthorizationPolicy of cluster north could not be read.',
        });
      });
      const { body } = await backend.get(
        '/entities/component/default/shop/policies',
        SHOPKEEPER,
      );
      const north = body.items.find((one: any) => one.cluster === 'north');
      expect(north).toMatchObject({
        access: 'unknown',
        why: 'AuthorizationPolicies could not be read',
        effects: {
          tokens: {
            need: 'unknown',
            why: 'AuthorizationPolicies could not be read',
          },
        },
      });
    });

    it('is not known while the cluster does not answer', async () => {
      expect((await ask()).body.answer).toBe('yes');
      await mesh.cluster('east').faults.set({ stop: true });
      await eventually(async () => {
        const { body } = await ask();
        expect(body).toMatchObject({
          answer: 'notKnown',
          why: expect.stringMatching(
            /^Not known, because cluster east does not answer, and what is known of it is from 20\d\d-.*Z\.$/,
          ),
        });
      }, 30_000);
    });
  });
});
