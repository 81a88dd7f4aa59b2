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
jest.setTimeout(60_000);

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
    'does not turn a gateway that opens TLS into one of %s beside its rule',
    async protocol => {
      await backend.post('/egress-gateways', gatewayRequest());
      const before = resourceVersions();
      const turned = await backend.post(
        '/egress-gateways',
        gatewayRequest({ protocol }),
      );
      expect(turned.status).toBe(409);
      expect(turned.message).toMatch(
        /^protocol: .* DestinationRule httpbin-out-upstream, .* delete that rule first/,
      );
      expect(resourceVersions()).toEqual(before);

      backend.east.remove(
        'DestinationRule',
        'bookinfo',
        'httpbin-out-upstream',
      );
      const free = await backend.post(
        '/egress-gateways',
        gatewayRequest({ protocol }),
      );
      expect(free.status).toBe(200);
    },
  );

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
