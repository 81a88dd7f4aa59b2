import { eventually } from '../__testUtils__/devMesh';
import { mismatches } from '../__testUtils__/openApiChecks';
import {
  ALLOW,
  DENY,
  RequestBackend,
  startRequestBackend,
} from '../requests/__testUtils__/startRequestBackend';

// A backend and clusters are started for the tests.
jest.setTimeout(120_000);

const bob = 'user:default/bob';
const eve = 'user:default/eve';

const PROXY = { name: 'istio-proxy', image: 'istio/proxyv2:1.31.0' };

function pod(namespace: string, name: string, proxy: boolean, more = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      name,
      labels: { app: name, 'backstage.io/kubernetes-id': name, ...more },
    },
    spec: {
      containers: [{ name: 'app', image: 'app:1' }, ...(proxy ? [PROXY] : [])],
    },
    status: { phase: 'Running' },
  };
}

const policy = (namespace: string, name: string, mode: string) => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { namespace, name },
  spec: { mtls: { mode } },
});

const component = (name: string, relations: object[] = []): any => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    annotations: { 'backstage.io/kubernetes-id': name },
  },
  spec: { type: 'service', lifecycle: 'production', owner: 'none' },
  relations,
});

describe('the way to STRICT', () => {
  let backend: RequestBackend;

  beforeAll(async () => {
    backend = await startRequestBackend({
      policies: [
        {
          name: 'looked-at',
          kinds: ['mesh-mtls'],
          namespaces: ['bookinfo'],
          requesterGroups: ['group:default/team-ratings'],
          approval: 'required',
          approverGroups: ['group:default/platform'],
        },
        { name: 'free', approval: 'notNeeded' },
      ],
      decide: (user, permission) =>
        user === eve &&
        ['mesh.namespace.read', 'mesh.namespace.apply'].includes(permission)
          ? DENY
          : ALLOW,
      objects: [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'istio-system' },
        },
        pod('bookinfo', 'cart', true),
        pod('shop', 'page', true),
        pod('payments', 'old', false),
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { namespace: 'bookinfo', name: 'cart' },
          spec: {
            selector: { app: 'cart' },
            ports: [{ name: 'http', port: 80, targetPort: 8080 }],
          },
        },
        {
          apiVersion: 'networking.istio.io/v1',
          kind: 'DestinationRule',
          metadata: { namespace: 'shop', name: 'cart' },
          spec: {
            host: 'cart.bookinfo.svc.cluster.local',
            trafficPolicy: { tls: { mode: 'DISABLE' } },
          },
        },
        policy('shop', 'theirs', 'PERMISSIVE'),
      ],
      others: {
        west: {
          objects: [
            ...['istio-system', 'payments', 'shop'].map(name => ({
              apiVersion: 'v1',
              kind: 'Namespace',
              metadata: { name },
            })),
            pod('shop', 'far', true),
            pod('payments', 'old', false),
          ],
          config: { primary: 'east' },
        },
      },
    });
    backend.entities.push(
      component('cart'),
      component('old', [
        { type: 'dependsOn', targetRef: 'component:default/cart' },
      ]),
    );
    await backend.judged();
    await backend.judged('west');
  });

  afterAll(() => backend.stop());

  const look = (body: object = { cluster: 'east' }, as?: string) =>
    backend.call('post', '/mutual-tls/plan', { as, body });
  const ask = (parameters: object, as?: string) =>
    backend.call('post', '/requests', {
      as,
      body: {
        kind: 'mesh-mtls',
        parameters: { cluster: 'east', ...parameters },
      },
    });
  const policies = () =>
    (backend.east.objects('PeerAuthentication') as any[]).map(
      ({ metadata, spec }) =>
        `${metadata.namespace}/${metadata.name} ${spec.mtls.mode}`,
    );

  /** What was written is seen a moment later. */
  const becomes = (namespace: string, state: string) =>
    eventually(async () => {
      const { body } = await look();
      const found = body.namespaces.find(
        (one: any) => one.namespace === namespace,
      );
      if (found.state !== state) {
        throw new Error(`${namespace} is ${found.state}, not ${state}`);
      }
    });

  it('is told with who would be cut off, and by what', async () => {
    const { body } = await look();
    expect(
      mismatches(body, {
        $ref: '#/components/schemas/MutualTlsPlan',
      }),
    ).toEqual([]);
    const bookinfo = body.namespaces.find(
      (one: any) => one.namespace === 'bookinfo',
    );
    expect(bookinfo).toMatchObject({
      state: 'open',
      workloads: { inMesh: 1, open: 1 },
      step: {
        request: {
          kind: 'mesh-mtls',
          parameters: { cluster: 'east', namespace: 'bookinfo' },
        },
      },
    });
    expect(
      bookinfo.cutOff.map(({ reason, evidence, callers }: any) => [
        reason,
        evidence,
        callers[0].name,
      ]),
    ).toEqual([
      ['noProxy', 'declared', 'old'],
      ['destinationRule', 'configured', 'page'],
    ]);
    expect(body.mesh).toMatchObject({
      state: 'waiting',
      waitsFor: ['shop', 'bookinfo'],
    });
    expect(
      backend.audits.filter(({ eventId }) => eventId === 'mutual-tls-plan')[0],
    ).toMatchObject({ outcome: 'success', meta: { cluster: 'east' } });
  });

  it('counts what a remote runs, where the same policies hold', async () => {
    const { body } = await look();
    const shop = body.namespaces.find((one: any) => one.namespace === 'shop');
    expect(shop.workloads).toEqual({ inMesh: 2, outside: 0, open: 2 });
    expect(body.outside).toContainEqual(
      expect.objectContaining({ name: 'old', cluster: 'west' }),
    );
    expect(JSON.stringify(body.notKnown)).not.toContain('west');
  });

  it('shows how a remote stands, and leads to its primary for steps', async () => {
    const { body } = await look({ cluster: 'west' });
    const shop = body.namespaces.find((one: any) => one.namespace === 'shop');
    expect(shop).toMatchObject({
      state: 'blocked',
      conflicts: [{ kind: 'PeerAuthentication', cluster: 'east' }],
    });
    const words =
      'The policies of this cluster lie in east: a step is asked for there.';
    expect([shop.step, body.mesh.step]).toEqual([
      { why: words },
      { why: words },
    ]);
    const asked = await backend.call('post', '/requests', {
      body: {
        kind: 'mesh-mtls',
        parameters: { cluster: 'west', namespace: 'shop' },
      },
    });
    expect([asked.status, asked.message]).toEqual([
      400,
      expect.stringMatching(/policies of west lie in east/),
    ]);
  });

  it.each([
    [{}, 400, /cluster/],
    [{ cluster: 'east', namespaces: [] }, 400, /namespaces: name at least/],
    [{ cluster: 'nowhere' }, 403, /nowhere/],
  ])('refuses to plan %j', async (body, status, words) => {
    const answer = await look(body);
    expect(answer.status).toBe(status);
    expect(answer.message).toMatch(words);
  });

  it('tells nothing to who may read no namespace', async () => {
    expect((await look(undefined, eve)).status).toBe(403);
  });

  it.each([
    [{}, 400, /namespace: name a namespace, or ask for the whole mesh/],
    [{ namespace: 'bookinfo', wholeMesh: true }, 400, /name a namespace, or/],
    [{ namespace: 'istio-system' }, 400, /ask for the whole mesh/],
    [{ namespace: 'nowhere' }, 404, /no namespace nowhere/],
    [{ namespace: 'shop' }, 409, /shop\/theirs was not made by Meshport/],
    [{ wholeMesh: true }, 409, /comes last; 2 of its namespaces/],
  ])('refuses the step %j', async (parameters, status, words) => {
    const answer = await ask(parameters);
    expect(answer.message).toMatch(words);
    expect(answer.status).toBe(status);
    expect(policies()).toEqual(['shop/theirs PERMISSIVE']);
  });

  it('needs the permission to write there', async () => {
    const { status } = await ask({ namespace: 'bookinfo' }, eve);
    expect(status).toBe(403);
  });

  it('refuses what is known to cut off where nobody looks at it first', async () => {
    const answer = await ask({ namespace: 'bookinfo' }, bob);
    expect(answer.status).toBe(409);
    expect(answer.message).toMatch(/STRICT_CUTS_OFF_DESTINATION_RULE/);
    expect(policies()).toEqual(['shop/theirs PERMISSIVE']);
  });

  it('goes step by step, and back in the other order', async () => {
    const first = await ask({ namespace: 'bookinfo' });
    expect(first.message).toBe('');
    expect(first.body.status).toBe('requested');
    expect(first.body.plan.statements.join('\n')).toMatch(
      /Would be cut off, by what the catalog declares: Pod payments\/old to bookinfo\/cart:80/,
    );
    expect(first.body.findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          code: 'STRICT_CUTS_OFF_DESTINATION_RULE',
          severity: 'error',
          message: expect.not.stringMatching(/shop/),
        }),
      ]),
    );
    await backend.call('post', `/requests/${first.body.id}/approve`, {
      as: bob,
      body: { contentHash: first.body.contentHash },
    });
    await backend.until(first.body.id, 'ready');
    expect(policies()).toContain('bookinfo/default STRICT');
    await becomes('bookinfo', 'done');
    expect((await ask({ namespace: 'bookinfo' })).message).toMatch(/already/);

    backend.east.remove('PeerAuthentication', 'shop', 'theirs');
    await becomes('shop', 'open');
    const { body: second } = await ask({ namespace: 'shop' });
    await backend.until(second.id, 'ready');
    await becomes('shop', 'done');
    const { body: whole } = await ask({ wholeMesh: true });
    await backend.until(whole.id, 'ready');
    expect(policies().sort()).toEqual([
      'bookinfo/default STRICT',
      'istio-system/default STRICT',
      'shop/default STRICT',
    ]);

    const retire = async (id: string) => {
      const { body } = await backend.call('get', `/requests/${id}`);
      return backend.call('post', `/requests/${id}/retire`, {
        body: { contentHash: body.contentHash, reason: 'Back.' },
      });
    };
    await retire(second.id);
    const held = await backend.until(second.id, 'failed');
    expect(held.problem.cause).toMatch(/take that step back first/);
    await retire(whole.id);
    await backend.until(whole.id, 'retired');
    await backend.call('post', `/requests/${second.id}/retry`, {
      body: { contentHash: held.contentHash },
    });
    await backend.until(second.id, 'retired');
    expect(policies()).toEqual(['bookinfo/default STRICT']);
  });
});
