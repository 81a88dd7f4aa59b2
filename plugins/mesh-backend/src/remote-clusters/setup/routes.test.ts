import { parse, parseAllDocuments } from 'yaml';
import { DevMesh, eventually } from '../../__testUtils__/devMesh';
import { mismatches } from '../../__testUtils__/openApiChecks';
import {
  PLATFORM,
  ReadBackend,
  SHOPKEEPER,
  STRANGER,
} from '../../__testUtils__/ReadBackend';
import {
  eastWestGateway,
  istiod,
  meshConfig,
  namespace,
  service,
} from '../__testUtils__/remoteMeshes';

jest.setTimeout(180_000);

const WEBHOOK = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: {
    name: 'istio-sidecar-injector',
    labels: { app: 'sidecar-injector', 'istio.io/rev': 'default' },
  },
  webhooks: [
    {
      name: 'namespace.sidecar-injector.istio.io',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      failurePolicy: 'Ignore',
      clientConfig: {
        service: {
          namespace: 'istio-system',
          name: 'istiod',
          path: '/inject/cluster/east/net/net-east',
        },
      },
      namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } },
      rules: [
        {
          operations: ['CREATE'],
          apiGroups: [''],
          apiVersions: ['v1'],
          resources: ['pods'],
        },
      ],
    },
  ],
};

function deployment(name: string, space: string) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: space, labels: { app: name } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            {
              name,
              image: 'shop/app:1',
              env: [{ name: 'PASSWORD', value: 'sentinel-password' }],
            },
          ],
        },
      },
    },
  };
}

const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe('set-up of remote clusters', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  beforeAll(async () => {
    mesh = await DevMesh.start({
      east: [
        namespace('istio-system', { 'topology.istio.io/network': 'net-east' }),
        namespace('shop', { 'istio-injection': 'enabled', team: 'shop' }),
        namespace('plain'),
        meshConfig({ trustDomain: 'mesh.example' }),
        istiod('east'),
        WEBHOOK,
        deployment('cart', 'shop'),
        deployment('lone', 'plain'),
        service('cart', {
          namespace: 'shop',
          spec: { ports: [{ name: 'http', port: 8080 }] },
        }),
        service('db', {
          namespace: 'plain',
          spec: { clusterIP: 'None', ports: [{ name: 'tcp', port: 5432 }] },
        }),
      ],
      west: [
        namespace('istio-system', { 'topology.istio.io/network': 'net-west' }),
        namespace('shop'),
      ],
    });
    backend = await ReadBackend.start({
      mesh,
      clusters: [
        { ...mesh.details('east'), istioClusterId: 'east' },
        { ...mesh.details('west'), istioClusterId: 'west' },
      ],
      entities: [],
    });
    await eventually(async () => {
      const { body } = await backend.get('/remote-clusters', PLATFORM);
      const states = body.topology.clusters.map((one: any) => one.reach.state);
      const [{ istioVersions }] = body.topology.clusters;
      if (
        states.some((state: string) => state !== 'fresh') ||
        istioVersions[0] !== '1.30.4'
      ) {
        throw new Error('the clusters are not read yet');
      }
    }, 60_000);
  });

  afterAll(async () => {
    await backend?.stop();
    await mesh?.close();
  });

  const setup = (body: object, user = PLATFORM) =>
    backend.post('/remote-clusters/setup', user, body);
  const fileOf = (body: any, path: string) =>
    body.files.find((one: any) => one.path === path)?.content;

  it('writes no values of a remote before istiod has an address, and then does', async () => {
    const before = await setup({
      primary: 'east',
      remote: 'west',
      install: 'helm',
    });
    expect(before.status).toBe(200);
    expect(before.body.findings).toEqual([
      expect.objectContaining({ code: 'istiod-address-unknown' }),
    ]);
    expect(fileOf(before.body, 'west/istiod-values.yaml')).toBeUndefined();
    const objects = parseAllDocuments(
      fileOf(before.body, 'east/istio-eastwestgateway-objects.yaml'),
    ).map(one => one.toJS());
    expect(
      objects.map(({ kind, metadata }: any) => `${kind} ${metadata.name}`),
    ).toEqual([
      'Gateway cross-network-gateway',
      'Gateway istiod-gateway',
      'VirtualService istiod-vs',
    ]);

    mesh.cluster('east').apply(eastWestGateway('net-east', '203.0.113.10'));
    const after = await eventually(async () => {
      const answer = await setup({
        primary: 'east',
        remote: 'west',
        install: 'helm',
        meshId: 'mesh1',
      });
      expect(answer.body.istiodAddress).toBe('203.0.113.10');
      return answer;
    });
    expect(parse(fileOf(after.body, 'west/istiod-values.yaml'))).toMatchObject({
      profile: 'remote',
      istiodRemote: { injectionPath: '/inject/cluster/west/net/net-west' },
      global: {
        meshID: 'mesh1',
        remotePilotAddress: '203.0.113.10',
        multiCluster: { clusterName: 'west' },
      },
    });
    expect(
      parse(fileOf(after.body, 'east/istiod-values.yaml')).meshConfig,
    ).toEqual({
      trustDomain: 'mesh.example',
    });
    expect(
      parse(fileOf(after.body, 'west/namespace.yaml')).metadata.annotations,
    ).toEqual({
      'topology.istio.io/controlPlaneClusters': 'east',
    });
    expect(mismatches(after.body, schema('RemoteSetupPlan'))).toEqual([]);
    // Every file belongs to a step, and every step's file is there.
    expect(after.body.steps.flatMap((one: any) => one.files).sort()).toEqual(
      after.body.files.map((one: any) => one.path).sort(),
    );
  });

  it.each([
    ['loadBalancer', 'east/istiod-external.yaml'],
    ['dedicatedGateway', 'east/istio-cp.yaml'],
  ])('exposes istiod by %s', async (exposure, path) => {
    const { body } = await setup({
      primary: 'east',
      install: 'istioOperator',
      exposure,
      ...(exposure === 'dedicatedGateway' ? { gatewayName: 'istio-cp' } : {}),
    });
    expect(fileOf(body, path)).toContain('15012');
  });

  it('gives a second primary the mesh of the first', async () => {
    const { body } = await setup({
      primary: 'east',
      remote: 'west',
      remoteKind: 'primary',
      install: 'helm',
      meshId: 'mesh1',
    });
    expect(parse(fileOf(body, 'west/istiod-values.yaml'))).toEqual({
      global: {
        meshID: 'mesh1',
        multiCluster: { clusterName: 'west' },
        network: 'net-west',
      },
      meshConfig: { trustDomain: 'mesh.example' },
    });
    expect(body.findings).toEqual([]);
  });

  it('drafts Services for names of the other cluster', async () => {
    const { body } = await setup({
      primary: 'east',
      remote: 'west',
      install: 'helm',
      stubs: {
        cluster: 'west',
        services: [
          { namespace: 'shop', name: 'cart' },
          { namespace: 'plain', name: 'db' },
        ],
      },
    });
    const objects = parseAllDocuments(
      fileOf(body, 'west/service-stubs.yaml'),
    ).map(one => one.toJS() as any);
    expect(
      objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ).toEqual(['Namespace plain', 'Service cart', 'Service db']);
    expect(objects[2].spec.clusterIP).toBe('None');
  });

  it.each<[object, number, RegExp]>([
    [{}, 400, /^primary: /],
    [{ primary: 'east' }, 400, /^install: choose/],
    [
      { primary: 'east', remote: 'east', install: 'helm' },
      400,
      /^remote: name another/,
    ],
    [{ primary: 'east', install: 'tiller' }, 400, /^install: choose/],
    [
      { primary: 'east', install: 'helm', exposure: 'nodePort' },
      400,
      /^exposure: choose/,
    ],
    [
      { primary: 'east', install: 'helm', gatewayName: 'x' },
      400,
      /^gatewayName: goes with/,
    ],
    [{ primary: 'east', install: 'helm', meshId: 'a b' }, 400, /^meshId: /],
    [
      { primary: 'east', install: 'helm', revision: 'canary' },
      400,
      /^revision: east runs default/,
    ],
    [
      { primary: 'east', install: 'helm', server: 'https://x' },
      400,
      /no field "server"/,
    ],
    [{ primary: 'nowhere', install: 'helm' }, 403, /no cluster nowhere/],
    [
      {
        primary: 'east',
        remote: 'west',
        install: 'helm',
        stubs: { cluster: 'north', services: [{ namespace: 'a', name: 'b' }] },
      },
      400,
      /^stubs\.cluster: name the primary or the remote/,
    ],
    [
      {
        primary: 'east',
        remote: 'west',
        install: 'helm',
        stubs: { cluster: 'west', services: [{ namespace: 'a', name: 'b' }] },
      },
      404,
      /no Service a\/b in east/,
    ],
  ])('refuses %j', async (body, status, words) => {
    const answer = await setup(body);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(words);
  });

  it('needs to be allowed to read', async () => {
    expect(
      (await setup({ primary: 'east', install: 'helm' }, STRANGER)).status,
    ).toBe(403);
  });

  it('tells which workloads a change of labels has restarted', async () => {
    const ask = () =>
      backend.post('/remote-clusters/injection/plan', PLATFORM, {
        cluster: 'east',
        changes: [
          { namespace: 'shop', injection: 'disabled' },
          { namespace: 'plain', injection: 'enabled' },
        ],
      });
    const { body } = await eventually(async () => {
      const answer = await ask();
      expect(answer.body.restarts).toHaveLength(2);
      return answer;
    });
    expect(body.changes).toEqual([
      {
        namespace: 'shop',
        before: { 'istio-injection': 'enabled' },
        after: { 'istio-injection': 'disabled' },
        changed: true,
      },
      {
        namespace: 'plain',
        before: {},
        after: { 'istio-injection': 'enabled' },
        changed: true,
      },
    ]);
    expect(body.restarts).toEqual([
      {
        namespace: 'shop',
        kind: 'Deployment',
        name: 'cart',
        pods: 2,
        why: 'has a sidecar and would get none',
        command: 'kubectl rollout restart deployment/cart -n shop',
      },
      {
        namespace: 'plain',
        kind: 'Deployment',
        name: 'lone',
        pods: 2,
        why: 'has no sidecar and would get one of revision default',
        command: 'kubectl rollout restart deployment/lone -n plain',
      },
    ]);
    expect(body.unknown).toEqual([]);
    expect(mismatches(body, schema('InjectionPlan'))).toEqual([]);
  });

  it.each<[object, RegExp]>([
    [{ cluster: 'east', changes: [] }, /^changes: name at least one/],
    [
      { cluster: 'east', changes: [{ namespace: 'shop', injection: 'on' }] },
      /injection: choose/,
    ],
    [
      {
        cluster: 'east',
        changes: [{ namespace: 'shop', injection: 'revision' }],
      },
      /revision: goes with/,
    ],
    [
      {
        cluster: 'east',
        changes: [{ namespace: 'nothing', injection: 'unset' }],
      },
      /no namespace nothing/,
    ],
    [
      {
        cluster: 'east',
        changes: [1, 2].map(() => ({ namespace: 'shop', injection: 'unset' })),
      },
      /name each namespace once/,
    ],
  ])('refuses a plan of %j', async (body, words) => {
    const answer = await backend.post(
      '/remote-clusters/injection/plan',
      PLATFORM,
      body,
    );
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.error.message).toMatch(words);
  });

  it('shows what the injector makes of a workload’s pod, and makes none', async () => {
    const pods = mesh.cluster('east').objects('Pod').length;
    const { status, body } = await backend.post(
      '/remote-clusters/injection/preview',
      PLATFORM,
      {
        cluster: 'east',
        namespace: 'shop',
        workload: { kind: 'Deployment', name: 'cart' },
      },
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ injected: true, revision: 'default' });
    expect(body.containers).toEqual(
      expect.arrayContaining([
        { name: 'cart', image: 'shop/app:1', added: false, init: false },
        expect.objectContaining({ name: 'istio-proxy', added: true }),
      ]),
    );
    expect(JSON.stringify(body)).not.toContain('sentinel-password');
    expect(mismatches(body, schema('InjectionPreview'))).toEqual([]);
    expect(mesh.cluster('east').objects('Pod')).toHaveLength(pods);
  });

  it('tries a pod that is pasted, and one that nobody injects', async () => {
    const preview = (space: string, manifest: string) =>
      backend.post('/remote-clusters/injection/preview', PLATFORM, {
        cluster: 'east',
        namespace: space,
        manifest,
      });
    const pod =
      'kind: Pod\nmetadata: {name: mine}\nspec: {containers: [{name: a, image: b}]}';
    expect((await preview('plain', pod)).body).toMatchObject({
      injected: false,
      why: expect.stringMatching(/No injector/),
    });
    expect((await preview('shop', pod)).body.injected).toBe(true);
    for (const bad of [
      '{{',
      'kind: Service',
      'kind: Pod\nmetadata: {namespace: other}\nspec: {containers: []}',
    ]) {
      const answer = await preview('shop', bad);
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toMatch(/^manifest: /);
    }
  });

  it('tries no pod for who may not write there', async () => {
    const answer = await backend.post(
      '/remote-clusters/injection/preview',
      SHOPKEEPER,
      {
        cluster: 'east',
        namespace: 'shop',
        manifest: 'kind: Pod\nspec: {containers: [{name: a, image: b}]}',
      },
    );
    expect(answer.status).toBe(403);
    expect(answer.body.error.message).toMatch(/mesh\.namespace\.apply/);
  });

  it('maps old values', async () => {
    const { body } = await backend.post(
      '/remote-clusters/old-values',
      PLATFORM,
      {
        values:
          'global: { remotePilotAddress: 10.0.0.1, remotePolicyAddress: x }',
      },
    );
    expect(parse(body.values)).toEqual({
      profile: 'remote',
      global: { remotePilotAddress: '10.0.0.1' },
    });
    expect(body.mapped).toHaveLength(2);
    expect(mismatches(body, schema('OldRemoteValues'))).toEqual([]);
    const bad = await backend.post('/remote-clusters/old-values', PLATFORM, {
      values: '{{',
    });
    expect(bad.status).toBe(400);
    expect(bad.body.error.message).toMatch(/^values: the text is no YAML/);
  });
});
