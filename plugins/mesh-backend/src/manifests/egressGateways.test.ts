import { gatewayRequest, virtualService } from './__testUtils__/requests';
import {
  startWriteBackend,
  WriteBackend,
} from './__testUtils__/startWriteBackend';

const KINDS = [
  'ServiceAccount',
  'Service',
  'Deployment',
  'ServiceEntry',
  'Gateway',
  'DestinationRule',
  'DestinationRule',
  'VirtualService',
];

// Backends and clusters are started for the tests.
jest.setTimeout(120_000);

describe('POST /egress-gateways', () => {
  let backend: WriteBackend;

  beforeEach(async () => {
    backend = await startWriteBackend();
  });

  afterEach(() => backend.stop());

  const find = (kind: string, name = 'httpbin-out', namespace = 'bookinfo') =>
    backend.east
      .objects(kind, namespace)
      .find((object: any) => object.metadata.name === name) as any;

  const resourceVersions = () =>
    [...new Set(KINDS)].map(kind => find(kind).metadata.resourceVersion);

  it('rehearses everything and writes nothing in a dry-run', async () => {
    const { status, body } = await backend.post(
      '/egress-gateways?dryRun=true',
      gatewayRequest(),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      cluster: 'east',
      dryRun: true,
      created: 8,
      changed: 0,
      unchanged: 0,
    });
    expect(body.objects.map((one: any) => one.object.kind)).toEqual(KINDS);
    expect(find('Deployment')).toBeUndefined();
    expect(find('VirtualService')).toBeUndefined();
  });

  it.each(['HTTP', 'TLS-PASSTHROUGH'])(
    'deletes the rule by which it opened TLS when it is to be one of %s',
    async protocol => {
      await backend.post('/egress-gateways', gatewayRequest());
      backend.east.apply({
        apiVersion: 'networking.istio.io/v1',
        kind: 'DestinationRule',
        metadata: { name: 'bystander', namespace: 'bookinfo' },
        spec: { host: 'other.example.org' },
      });
      const rule = {
        kind: 'DestinationRule',
        name: 'httpbin-out-upstream',
        namespace: 'bookinfo',
      };
      const rehearsed = await backend.post(
        '/egress-gateways?dryRun=true',
        gatewayRequest({ protocol }),
      );
      expect(rehearsed.body.removed).toMatchObject([rule]);
      expect(find('DestinationRule', 'httpbin-out-upstream')).toBeDefined();

      const turned = await backend.post(
        '/egress-gateways',
        gatewayRequest({ protocol }),
      );
      expect(turned.message).toBe('');
      expect(turned.body.removed).toMatchObject([rule]);
      expect(find('DestinationRule', 'httpbin-out-upstream')).toBeUndefined();
      expect(find('DestinationRule', 'bystander')).toBeDefined();
      expect(backend.audits.at(-1)?.meta.applied).toContain(
        'DestinationRule bookinfo/httpbin-out-upstream: deleted',
      );
      const again = await backend.post(
        '/egress-gateways',
        gatewayRequest({ protocol }),
      );
      expect(again.body).toMatchObject({ changed: 0, removed: [] });
    },
  );

  it('takes upstreams in and out, and leaves those that stay as they are', async () => {
    const upstream = (host: string) => ({ host, protocol: 'TLS-PASSTHROUGH' });
    const wanted = (...hosts: string[]) =>
      gatewayRequest({ host: undefined, upstreams: hosts.map(upstream) });
    const first = await backend.post(
      '/egress-gateways',
      wanted('one.example.org', 'two.example.org'),
    );
    expect(first.message).toBe('');
    const staying = () =>
      (backend.east.objects('VirtualService', 'bookinfo') as any[]).find(one =>
        one.spec.hosts.includes('one.example.org'),
      ).metadata.resourceVersion;
    const before = staying();
    const second = await backend.post(
      '/egress-gateways',
      wanted('one.example.org', 'three.example.org'),
    );
    expect(second.message).toBe('');
    expect(staying()).toBe(before);
    expect(second.body.removed.map((one: any) => one.kind)).toEqual([
      'VirtualService',
      'ServiceEntry',
    ]);
    const hosts = (kind: string) =>
      (backend.east.objects(kind, 'bookinfo') as any[])
        .flatMap(one => one.spec.hosts)
        .sort();
    for (const kind of ['VirtualService', 'ServiceEntry']) {
      expect(hosts(kind)).toEqual(['one.example.org', 'three.example.org']);
    }
    const twice = await backend.post(
      '/egress-gateways',
      wanted('one.example.org', 'three.example.org'),
    );
    expect(twice.body).toMatchObject({ created: 0, changed: 0, removed: [] });
  });

  it('adds an upstream to what is there, and loses none of two at once', async () => {
    await backend.post('/egress-gateways', gatewayRequest());
    const path = '/egress-gateways/east/bookinfo/httpbin-out/upstreams';
    const add = (host: string) =>
      backend.post(path, { upstream: { host, protocol: 'TLS-PASSTHROUGH' } });
    const both = await Promise.all([
      add('one.example.org'),
      add('two.example.org'),
    ]);
    expect(both.map(({ status, message }) => [status, message])).toEqual([
      [200, ''],
      [200, ''],
    ]);
    const hosts = (backend.east.objects('ServiceEntry', 'bookinfo') as any[])
      .flatMap(one => one.spec.hosts)
      .sort();
    expect(hosts).toEqual([
      'httpbin.org',
      'one.example.org',
      'two.example.org',
    ]);
    const bad = await backend.post(path, { upstream: { host: 'localhost' } });
    expect(bad.status).toBe(400);
    expect(bad.message).toMatch(/^upstreams\[3\]\.host: /);
    const none = await backend.post(path.replace('httpbin-out', 'nothing'), {
      upstream: { host: 'one.example.org' },
    });
    expect(none.status).toBe(404);
  });

  it('refuses a Secret that is not there, and an ingress credential without a right on it', async () => {
    const absent = await backend.post(
      '/egress-gateways',
      gatewayRequest({ tls: { credentialName: 'no-such' } }),
    );
    expect(absent.status).toBe(400);
    expect(absent.message).toMatch(
      /tls\.credentialName: There is no Secret no-such in bookinfo/,
    );
    const denied = await backend.post(
      '/egress-gateways',
      gatewayRequest({
        host: undefined,
        upstreams: [
          {
            host: 'api.example.org',
            exposure: {
              host: 'api.shop.example.com',
              ingress: {
                namespace: 'shop',
                selector: { istio: 'ingressgateway' },
              },
              credentialName: 'shop-tls',
            },
          },
        ],
      }),
    );
    expect(denied.status).toBe(403);
    expect(denied.message).toMatch(
      /^upstreams\[0\]\.exposure\.credentialName: you may not use Secret shop-tls in shop/,
    );
    expect(find('ServiceAccount')).toBeUndefined();
  });

  it('applies, waits until the pods are ready, and changes nothing the second time', async () => {
    const first = await backend.post(
      '/egress-gateways',
      gatewayRequest({}, { waitSeconds: 20 }),
    );
    expect(first.message).toBe('');
    expect(first.body).toMatchObject({
      dryRun: false,
      created: 8,
      readiness: {
        ready: true,
        message: 'Deployment bookinfo/httpbin-out is ready, 1 of 1 pods',
      },
    });
    const before = resourceVersions();

    const second = await backend.post('/egress-gateways', gatewayRequest());
    expect(second.body).toMatchObject({ created: 0, changed: 0, unchanged: 8 });
    expect(second.body.readiness).toBeUndefined();
    expect(resourceVersions()).toEqual(before);
    expect(
      find('Gateway').metadata.managedFields.map((one: any) => one.manager),
    ).toEqual(['meshport']);
  });

  it('says what changes, in a dry-run and in earnest', async () => {
    await backend.post('/egress-gateways', gatewayRequest());
    const changes = [{ path: '/spec/replicas', before: 1, after: 2 }];
    for (const query of ['?dryRun=true', '']) {
      const { body } = await backend.post(
        `/egress-gateways${query}`,
        gatewayRequest({ replicas: 2 }),
      );
      expect(body).toMatchObject({ created: 0, changed: 1, unchanged: 7 });
      expect(
        body.objects.find((one: any) => one.outcome === 'changed'),
      ).toMatchObject({ object: { kind: 'Deployment' }, changes });
    }
  });

  it('names the field and manager of a conflict and changes nothing', async () => {
    await backend.post('/egress-gateways', gatewayRequest());
    const deployment = find('Deployment');
    backend.east.apply({
      ...deployment,
      spec: { ...deployment.spec, replicas: 3 },
    });
    const { status, message } = await backend.post(
      '/egress-gateways',
      gatewayRequest({ replicas: 2, clientNamespaces: ['shop'] }),
    );
    expect(status).toBe(409);
    expect(message).toMatch(
      /^Deployment bookinfo\/httpbin-out: \.spec\.replicas belongs to \S+; Meshport takes nothing over/,
    );
    expect(find('Deployment').spec.replicas).toBe(3);
    expect(find('ServiceEntry').spec.exportTo).toEqual(['.']);
  });

  it('does not adopt what somebody else made', async () => {
    backend.east.apply({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'httpbin-out', namespace: 'bookinfo' },
      spec: { ports: [{ port: 80 }] },
    });
    const { status, message } = await backend.post(
      '/egress-gateways',
      gatewayRequest(),
    );
    expect(status).toBe(409);
    expect(message).toMatch(
      /^Service bookinfo\/httpbin-out: exists already and was made by .*, not by Meshport/,
    );
    expect(find('ServiceAccount')).toBeUndefined();
    expect(find('Deployment')).toBeUndefined();
  });

  it.each([
    [
      'Argo CD (application shop)',
      {
        annotations: { 'argocd.argoproj.io/tracking-id': 'shop:x/y:z' },
      },
    ],
    [
      'Flux (Kustomization flux-system/apps)',
      {
        labels: {
          'kustomize.toolkit.fluxcd.io/name': 'apps',
          'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
        },
      },
    ],
  ])('leaves to %s what it owns', async (owner, metadata) => {
    await backend.post('/egress-gateways', gatewayRequest());
    const gateway = find('Gateway');
    backend.east.apply({
      ...gateway,
      metadata: {
        ...gateway.metadata,
        ...metadata,
        labels: { ...gateway.metadata.labels, ...(metadata as any).labels },
      },
    });
    const { status, message } = await backend.post(
      '/egress-gateways',
      gatewayRequest({ replicas: 2 }),
    );
    expect(status).toBe(409);
    expect(message).toContain(
      `Gateway bookinfo/httpbin-out: belongs to ${owner}`,
    );
    expect(find('Deployment').spec.replicas).toBe(1);
  });

  it('does not let another team take a gateway over by its name', async () => {
    await backend.post('/egress-gateways', gatewayRequest());
    const { status, message } = await backend.post(
      '/egress-gateways',
      gatewayRequest({ owner: 'team-b', host: 'example.org' }),
    );
    expect(status).toBe(409);
    expect(message).toBe(
      'owner: the egress gateway httpbin-out in namespace bookinfo belongs to team-ratings; choose another name, or give the same owner',
    );
  });

  it('refuses a host that another gateway routes for the same callers', async () => {
    await backend.post('/egress-gateways', gatewayRequest());
    const rival = { name: 'second', namespace: 'shop' };
    const separate = await backend.post(
      '/egress-gateways',
      gatewayRequest(rival),
    );
    expect(separate.status).toBe(200);
    const { status, message } = await backend.post(
      '/egress-gateways',
      gatewayRequest({ name: 'third' }),
    );
    expect(status).toBe(409);
    expect(message).toBe(
      'host: httpbin.org is already routed by the egress gateway httpbin-out in namespace bookinfo, which reaches the same namespaces; use that one, or leave its namespaces out of clientNamespaces',
    );
    expect(find('Deployment', 'third')).toBeUndefined();
  });

  it('does not name a rival in a namespace that the caller may not read', async () => {
    backend.east.apply(
      virtualService('hidden-route', 'secret-plans', {
        hosts: ['httpbin.org'],
        exportTo: ['*'],
      }),
    );
    const { status, message } = await backend.post(
      '/egress-gateways',
      gatewayRequest(),
    );
    expect(status).toBe(409);
    expect(message).toContain(
      'by an object in a namespace that you may not read',
    );
    expect(message).not.toMatch(/secret-plans|hidden-route/);
  });

  it('asks for the right to apply in the namespaces of the callers too', async () => {
    const { status, message } = await backend.post(
      '/egress-gateways',
      gatewayRequest({ clientNamespaces: ['shop', 'payments'] }),
    );
    expect(status).toBe(403);
    expect(message).toBe(
      'clientNamespaces: you may not apply to payments in cluster east, whose calls would be led to the gateway; nothing was applied. Ask its owner, or an administrator for mesh.namespace.apply',
    );
    const missing = await backend.post(
      '/egress-gateways',
      gatewayRequest({ clientNamespaces: ['shop', 'nowhere'] }),
    );
    expect(missing.status).toBe(400);
    expect(missing.message).toMatch(
      /^clientNamespaces: nowhere does not exist/,
    );
    expect(find('ServiceAccount')).toBeUndefined();
  });

  it('writes one audit event with objects and outcome', async () => {
    await backend.post('/egress-gateways', gatewayRequest());
    await backend.post('/egress-gateways', gatewayRequest({ port: 0 }));
    expect(backend.audits).toEqual([
      {
        eventId: 'egress-gateway-apply',
        outcome: 'success',
        error: undefined,
        meta: {
          cluster: 'east',
          dryRun: false,
          objects: expect.arrayContaining(['Gateway bookinfo/httpbin-out']),
          applied: expect.arrayContaining([
            'Gateway bookinfo/httpbin-out: created',
          ]),
        },
      },
      {
        eventId: 'egress-gateway-apply',
        outcome: 'fail',
        error: new Error('InputError'),
        meta: { cluster: 'east', dryRun: false, applied: [] },
      },
    ]);
  });
});
