import { mismatches } from '../__testUtils__/openApiChecks';
import { eventually } from '../__testUtils__/devMesh';
import {
  ALLOW,
  DENY,
  RequestBackend,
  startRequestBackend,
} from '../requests/__testUtils__/startRequestBackend';

// A backend and a cluster are started for the tests.
jest.setTimeout(120_000);

const eve = 'user:default/eve';

const named = (
  kind: string,
  namespace: string,
  name: string,
  spec: object,
) => ({
  apiVersion: 'v1',
  kind,
  metadata: {
    namespace,
    name,
    labels: { app: name, 'backstage.io/kubernetes-id': name },
  },
  spec,
});

const pod = (namespace: string, name: string) => ({
  ...named('Pod', namespace, name, {
    serviceAccountName: name,
    containers: [
      { name: 'app', image: 'app:1' },
      { name: 'istio-proxy', image: 'istio/proxyv2:1.31.0' },
    ],
  }),
  status: { phase: 'Running' },
});

const service = (namespace: string, name: string) =>
  named('Service', namespace, name, {
    selector: { app: name },
    ports: [{ name: 'http', port: 80 }],
  });

const component = (name: string, more: object = {}): any => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    annotations: { 'backstage.io/kubernetes-id': name },
  },
  spec: { type: 'service', lifecycle: 'production', owner: 'none' },
  relations: [],
  ...more,
});

describe('GET /sidecar-scope', () => {
  let backend: RequestBackend;

  beforeAll(async () => {
    backend = await startRequestBackend({
      decide: (user, permission) =>
        user === eve && permission === 'mesh.namespace.read' ? DENY : ALLOW,
      objects: [
        pod('shop', 'page'),
        service('shop', 'page'),
        service('bookinfo', 'stars'),
        service('payments', 'till'),
        {
          apiVersion: 'security.istio.io/v1',
          kind: 'AuthorizationPolicy',
          metadata: { namespace: 'payments', name: 'till' },
          spec: {
            selector: { matchLabels: { app: 'till' } },
            rules: [
              {
                from: [
                  { source: { principals: ['cluster.local/ns/shop/sa/page'] } },
                ],
              },
            ],
          },
        },
      ],
    });
    backend.entities.push(
      component('page', {
        relations: [
          { type: 'dependsOn', targetRef: 'component:default/stars' },
        ],
      }),
      component('stars'),
      component('bare', { metadata: { name: 'bare', namespace: 'default' } }),
    );
    await backend.judged();
  });

  afterAll(() => backend.stop());

  const look = (entity?: string, as?: string) =>
    backend.call(
      'get',
      `/sidecar-scope${
        entity === undefined ? '' : `?entity=${encodeURIComponent(entity)}`
      }`,
      { as },
    );

  it('suggests a Sidecar of what is declared, and says what is not', async () => {
    const { status, body } = await look('component:default/page');
    expect(status).toBe(200);
    expect(
      mismatches(body, { $ref: '#/components/schemas/SidecarScopeAnswer' }),
    ).toEqual([]);
    const [item] = body.items.filter((one: any) => one.cluster === 'east');
    expect(item.hosts.map(({ host }: any) => host)).toEqual([
      'bookinfo/stars.bookinfo.svc.cluster.local',
      'istio-system/*',
    ]);
    expect(item.undeclared).toEqual([
      expect.objectContaining({
        host: 'till.payments.svc.cluster.local',
        object: expect.objectContaining({ kind: 'AuthorizationPolicy' }),
      }),
    ]);
    expect(item.yaml).toContain('workloadSelector');
    expect(item.request).toMatchObject({
      kind: 'manifests',
      parameters: { cluster: 'east', manifests: item.yaml },
      beneficiary: 'component:default/page',
    });
  });

  it('has its suggestion asked for as a request, which applies it', async () => {
    const { body } = await look('component:default/page');
    const [item] = body.items.filter((one: any) => one.cluster === 'east');
    const asked = await backend.call('post', '/requests', {
      body: item.request,
    });
    expect(asked.message).toBe('');
    await backend.until(asked.body.id, 'ready');
    expect(
      backend.east.objects('Sidecar').map((one: any) => one.spec.egress),
    ).toEqual([
      [
        {
          hosts: [
            'bookinfo/stars.bookinfo.svc.cluster.local',
            'istio-system/*',
          ],
        },
      ],
    ]);
    await eventually(async () => {
      const again = await look('component:default/page');
      const [now] = again.body.items.filter(
        (one: any) => one.cluster === 'east',
      );
      // Its own Sidecar is none to warn of.
      expect(now.warnings.join()).not.toContain('Sidecar shop/page');
    });
  });

  it('says that an entity has no annotation', async () => {
    const { body } = await look('component:default/bare');
    expect(body).toMatchObject({ missingAnnotation: true, items: [] });
  });

  it.each([
    [undefined, 400, /entity: name an entity/],
    ['a/b/c/d', 400, /entity: name an entity/],
    [`component:default/${'x'.repeat(70)}`, 400, /entity: name an entity/],
    ['component:default/nobody', 404, /no entity component:default\/nobody/],
  ])('refuses %s', async (entity, status, words) => {
    const answer = await look(entity);
    expect([answer.status, answer.message]).toEqual([
      status,
      expect.stringMatching(words),
    ]);
  });

  it('tells nothing to who may read no namespace, and writes into the audit log that it was asked', async () => {
    backend.audits.length = 0;
    expect((await look('component:default/page', eve)).status).toBe(403);
    expect(backend.audits).toEqual([
      expect.objectContaining({
        eventId: 'sidecar-scope-fetch',
        outcome: expect.stringMatching(/fail/),
      }),
    ]);
  });
});
