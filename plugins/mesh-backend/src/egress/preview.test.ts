import { mismatches } from '../__testUtils__/openApiChecks';
import { eventually } from '../__testUtils__/devMesh';
import { gatewayRequest } from '../manifests/__testUtils__/requests';
import {
  startWriteBackend,
  WriteBackend,
} from '../manifests/__testUtils__/startWriteBackend';
import { openApiDocument } from '../openapi';
import { pod } from './__testUtils__/gateways';

// A backend and clusters are started for the tests.
jest.setTimeout(120_000);

const SENTINEL = 'sentinel-of-a-secret';

const MESH = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'istio', namespace: 'istio-system' },
  data: {
    mesh: [
      'outboundTrafficPolicy: {mode: ALLOW_ANY}',
      'extensionProviders:',
      '- name: opa',
      '  envoyExtAuthzGrpc: {service: opa.opa.svc.cluster.local, port: 9191}',
      '- name: logs',
      '  envoyFileAccessLog: {path: /dev/stdout}',
    ].join('\n'),
  },
};

describe('POST /egress-gateways/preview', () => {
  let backend: WriteBackend;

  const schema = openApiDocument.components.schemas as Record<string, any>;
  const preview = async (gateway = {}) => {
    const { status, body } = await backend.post(
      '/egress-gateways/preview',
      gatewayRequest(gateway),
    );
    expect(status).toBe(200);
    expect(mismatches(body, schema.EgressPreview)).toEqual([]);
    expect(JSON.stringify(body)).not.toContain(SENTINEL);
    return body;
  };
  const impact = (body: any, check: string) =>
    body.impacts.filter((one: any) => one.check === check);

  beforeAll(async () => {
    backend = await startWriteBackend({
      config: {
        mesh: {
          egress: {
            hostOwners: [{ host: '*.bank.example', owner: 'team-bank' }],
            clusters: [
              {
                networkPolicyEnforcer: 'calico',
                openRanges: { apiServer: ['192.0.2.10/32'] },
              },
            ],
          },
        },
      },
      objects: [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'istio-system' },
        },
        MESH,
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'upstream-ca', namespace: 'bookinfo' },
          stringData: { 'ca.crt': SENTINEL },
        },
        pod('ratings', 'bookinfo'),
        pod('batch', 'shop', { proxy: 'none' }),
        pod('vault', 'secret-plans', { proxy: 'none' }),
        {
          apiVersion: 'networking.istio.io/v1',
          kind: 'ServiceEntry',
          metadata: { name: 'partner', namespace: 'bookinfo' },
          spec: {
            hosts: ['partner.example.org'],
            ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
            resolution: 'DNS',
          },
        },
      ],
    });
    await eventually(async () => {
      const { body } = await backend.get(
        '/egress-gateways/choices?cluster=east',
      );
      if (body.extensionProviders?.length !== 2) {
        throw new Error('the mesh is not in memory yet');
      }
    });
  });

  afterAll(() => backend.stop());

  it('tells objects, changes, rights and effects, and writes nothing', async () => {
    const body = await preview();
    expect(body.problems).toEqual([]);
    expect(body.gateway).toMatchObject({
      pattern: 'injected',
      upstreams: [{ host: 'httpbin.org', port: 443, clientPort: 80 }],
    });
    expect(
      body.objects.map(({ manifest, change }: any) => [
        manifest.kind,
        change.outcome,
      ]),
    ).toContainEqual(['VirtualService', 'created']);
    expect(body.permissions).toEqual([
      {
        namespace: 'bookinfo',
        kinds: expect.arrayContaining(['core/Service', 'apps/Deployment']),
        allowed: true,
        message: 'You may apply to bookinfo.',
      },
    ]);
    expect(body.approval).toEqual({
      needed: false,
      explanation: 'No policy asks for an approval there.',
    });
    expect(body.diffWhy).toBeUndefined();
    expect(backend.east.objects('Deployment', 'bookinfo')).toEqual([]);
  });

  it('says whether undeclared hosts are let through, and what is not known of it', async () => {
    const [one] = impact(await preview(), 'REGISTRY_ONLY');
    expect(one.message).toMatch(/ALLOW_ANY.*is a way, no fence/);
    expect(one.unknown).toBeDefined();
  });

  it('says whom STRICT cuts off, without naming what may not be read', async () => {
    const body = await preview({ strictMtls: true });
    const [one] = impact(body, 'STRICT');
    expect(one).toMatchObject({
      severity: 'warning',
      message: expect.stringMatching(/^STRICT closes ratings to callers/),
      affected: ['shop/batch'],
      unknown: '1 of these pods are in namespaces that you may not read.',
    });
    expect(JSON.stringify(body)).not.toContain('vault');
  });

  it('says what a NetworkPolicy selects and closes, and who enforces it', async () => {
    const body = await preview({
      networkPolicy: true,
      clientNamespaces: ['shop'],
    });
    const texts = impact(body, 'NETWORK_POLICY').map(
      ({ message, affected }: any) => `${message} ${affected}`,
    );
    expect(texts.join('\n')).toMatch(
      /in bookinfo selects 1 running pods\. calico enforces it\. bookinfo\/ratings/,
    );
    expect(texts.join('\n')).toMatch(/partner\.example\.org:443/);
  });

  it.each([
    ['upstream-ca', 'present', 0],
    ['no-such', 'absent', 1],
  ])(
    'says that the Secret %s is %s, and nothing of its content',
    async (name, state, errors) => {
      const body = await preview({ tls: { credentialName: name } });
      expect(body.credentials).toMatchObject([
        { name, namespace: 'bookinfo', use: 'upstream', state },
      ]);
      expect(
        impact(body, 'CREDENTIAL').filter(
          (one: any) => one.severity === 'error',
        ),
      ).toHaveLength(errors);
    },
  );

  it('answers problems by field, with 200', async () => {
    const { body, status } = await backend.post(
      '/egress-gateways/preview',
      gatewayRequest({ host: 'localhost', replicas: 0 }),
    );
    expect(status).toBe(200);
    expect(body.problems.map((one: any) => one.field).sort()).toEqual([
      'host',
      'replicas',
    ]);
    expect(body.objects).toEqual([]);
    const owned = await preview({ host: 'api.bank.example' });
    expect(owned.problems).toMatchObject([{ field: 'host' }]);
  });

  it('compares nothing for who may not write there', async () => {
    const body = await preview({ clientNamespaces: ['payments'] });
    expect(body.diffWhy).toMatch(/because you may not apply/);
    expect(body.objects.every((one: any) => !one.change)).toBe(true);
    expect(
      body.permissions.find((one: any) => one.namespace === 'payments'),
    ).toMatchObject({ allowed: false });
  });

  it('shows a change, and what falls out', async () => {
    const hosts = (...names: string[]) => ({
      name: 'many-out',
      host: undefined,
      upstreams: names.map(host => ({ host, protocol: 'TLS-PASSTHROUGH' })),
    });
    await backend.post(
      '/egress-gateways',
      gatewayRequest(hosts('one.example.org', 'two.example.org')),
    );
    const body = await preview(hosts('one.example.org'));
    expect(body.deletes.map((one: any) => one.kind)).toEqual([
      'VirtualService',
      'ServiceEntry',
    ]);
    expect(
      body.objects
        .filter((one: any) => one.change.outcome === 'changed')
        .map((one: any) => one.manifest.kind),
    ).toContain('Gateway');
  });

  it('offers what the cluster has, of what may be read', async () => {
    const { status, body } = await backend.get(
      '/egress-gateways/choices?cluster=east',
    );
    expect(status).toBe(200);
    expect(mismatches(body, schema.EgressChoices)).toEqual([]);
    expect(body.namespaces).toContainEqual(
      expect.objectContaining({ name: 'payments', mayApply: false }),
    );
    expect(body.serviceAccounts).toContainEqual({
      namespace: 'bookinfo',
      name: 'ratings',
      workloads: ['ratings'],
    });
    expect(body.extensionProviders).toEqual([
      { name: 'opa', kind: 'envoyExtAuthzGrpc', authorizes: true },
      { name: 'logs', kind: 'envoyFileAccessLog', authorizes: false },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/secret-plans|vault/);
  });

  it.each([
    ['/egress-gateways/choices', /^cluster: name one cluster/],
    ['/egress-gateways/choices?cluster=EAST', /^cluster: name one cluster/],
    ['/egress-gateways/choices?cluster=east&x=1', /^query: there is no/],
  ])('refuses GET %s', async (path, words) => {
    const { status, message } = await backend.get(path);
    expect(status).toBe(400);
    expect(message).toMatch(words);
  });

  it.each([
    [{}, /^cluster: /m],
    [{ cluster: 'east' }, /^gateway: /],
    [{ cluster: 7, gateway: {} }, /^cluster: /],
    [{ cluster: 'east', gateway: [] }, /^gateway: /],
    [{ cluster: 'east', gateway: {}, x: 1 }, /no field "x"/],
  ])('refuses the body %j', async (body, words) => {
    const { status, message } = await backend.post(
      '/egress-gateways/preview',
      body,
    );
    expect(status).toBe(400);
    expect(message).toMatch(words);
  });

  it('says the same of clusters that are not there and may not be read', async () => {
    const { status, message } = await backend.post('/egress-gateways/preview', {
      cluster: 'nowhere',
      gateway: {},
    });
    expect(status).toBe(403);
    expect(message).toBe(
      'cluster: there is no cluster nowhere that you may read',
    );
  });

  it('wrote nothing secret into the log or the audit', () => {
    expect(backend.logs.join('\n')).not.toContain(SENTINEL);
    expect(JSON.stringify(backend.audits)).not.toContain(SENTINEL);
    expect(backend.audits.map(one => one.eventId)).toContain(
      'egress-gateway-preview',
    );
    expect(
      backend.east
        .requests()
        .filter(({ path }) => path.includes('/secrets'))
        .every(({ method }) => method === 'GET'),
    ).toBe(true);
  });
});
