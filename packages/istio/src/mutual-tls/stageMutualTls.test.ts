import type { KubernetesObject } from '../resources';
import { stageMutualTls, strictPolicy } from './stageMutualTls';
import type { StagingObjects } from './types';

const PROXY = { name: 'istio-proxy', image: 'istio/proxyv2:1.31.0' };

function named(
  kind: string,
  path: string,
  spec: Record<string, unknown> = {},
  metadata: Partial<KubernetesObject['metadata']> = {},
): KubernetesObject {
  const [namespace, name] = path.split('/');
  return {
    apiVersion: 'v1',
    kind,
    metadata: { namespace, name, ...metadata },
    spec,
  };
}

function pod(
  path: string,
  options: {
    proxy?: boolean;
    annotations?: Record<string, string>;
    containers?: object[];
  } = {},
): KubernetesObject {
  const app = path.split('/')[1];
  return {
    ...named(
      'Pod',
      path,
      {
        containers: [
          ...(options.containers ?? [{ name: 'app', image: 'app:1' }]),
          ...(options.proxy === false ? [] : [PROXY]),
        ],
      },
      {
        labels: {
          app,
          ...(options.proxy === false
            ? {}
            : { 'security.istio.io/tlsMode': 'istio' }),
        },
        annotations: options.annotations,
      },
    ),
    status: { phase: 'Running' },
  };
}

function service(path: string, more: Record<string, unknown> = {}) {
  const app = path.split('/')[1];
  return named('Service', path, {
    clusterIP: '10.1.0.5',
    selector: { app },
    ports: [{ name: 'http', port: 80, targetPort: 8080 }],
    ...more,
  });
}

function world(
  objects: readonly KubernetesObject[],
  more: Partial<StagingObjects> = {},
): StagingObjects {
  const of = (kind: string) => objects.filter(one => one.kind === kind);
  const namespaces = new Set(
    ['istio-system', ...objects.map(one => one.metadata.namespace!)].filter(
      Boolean,
    ),
  );
  return {
    namespaces: [...namespaces].map(name => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })),
    pods: of('Pod'),
    services: of('Service'),
    workloadEntries: of('WorkloadEntry'),
    peerAuthentications: of('PeerAuthentication'),
    destinationRules: of('DestinationRule'),
    virtualServices: of('VirtualService'),
    sidecars: of('Sidecar'),
    serviceEntries: of('ServiceEntry'),
    webhooks: objects.filter(one => one.kind.endsWith('WebhookConfiguration')),
    ...more,
  };
}

const SHOP = [pod('shop/cart'), service('shop/cart')];

const stage = (
  objects: readonly KubernetesObject[],
  more?: Partial<StagingObjects>,
  name = 'shop',
) => {
  const staging = stageMutualTls(
    world([...SHOP, ...objects], more),
    policy =>
      policy.metadata.labels?.['app.kubernetes.io/managed-by'] === 'meshport',
  );
  return {
    staging,
    shop: staging.namespaces.find(({ namespace }) => namespace === name)!,
  };
};
const policy = (path: string, spec: Record<string, unknown>) =>
  named('PeerAuthentication', path, spec, {
    creationTimestamp: '2026-01-01T00:00:00Z',
  });
const mtls = (mode: string) => ({ mtls: { mode } });
const facts = (
  objects: readonly KubernetesObject[],
  more?: Partial<StagingObjects>,
) =>
  stage(objects, more).shop.cutOff.map(
    ({ reason, evidence, callers, services }) => ({
      reason,
      evidence,
      callers: callers.map(one => `${one.namespace}/${one.name}`),
      services: services.map(one => `${one.name}:${one.port}`),
    }),
  );

describe('the steps', () => {
  it('is open in a namespace that takes plain calls, and cuts nobody off among proxies', () => {
    const { shop, staging } = stage([pod('web/page')]);
    expect(shop).toMatchObject({
      state: 'open',
      mode: { mode: 'PERMISSIVE', from: 'default' },
      workloads: { inMesh: 1, outside: 0, open: 1 },
      cutOff: [],
      staysOpen: [],
    });
    expect(staging.mesh).toMatchObject({
      state: 'waiting',
      waitsFor: ['shop', 'web'],
    });
  });

  it('is done by our own policy, and by one for the mesh', () => {
    expect(stage([strictPolicy('shop')]).shop.state).toBe('done');
    const { staging, shop } = stage([policy('istio-system/x', mtls('STRICT'))]);
    expect(shop.state).toBe('done');
    expect(staging.mesh).toMatchObject({ state: 'done', waitsFor: [] });
  });

  it('lets the mesh be last', () => {
    const { staging } = stage([
      strictPolicy('shop'),
      pod('plain/x', { proxy: false }),
    ]);
    expect(staging.mesh).toMatchObject({ state: 'open', waitsFor: [] });
    expect(
      staging.namespaces.find(({ namespace }) => namespace === 'plain')!.state,
    ).toBe('empty');
  });

  it('is blocked by a policy of somebody else, there and for the mesh', () => {
    const { shop } = stage([policy('shop/theirs', mtls('PERMISSIVE'))]);
    expect(shop).toMatchObject({
      state: 'blocked',
      conflicts: [
        { kind: 'PeerAuthentication', namespace: 'shop', name: 'theirs' },
      ],
    });
    const { staging } = stage([
      strictPolicy('shop'),
      policy('istio-system/default', mtls('PERMISSIVE')),
    ]);
    expect(staging.mesh).toMatchObject({ state: 'blocked' });
  });

  it('is not done as a whole while a namespace takes plain calls', () => {
    const { staging } = stage([
      policy('istio-system/x', mtls('STRICT')),
      policy('shop/theirs', mtls('PERMISSIVE')),
    ]);
    expect(staging.mesh).toMatchObject({
      state: 'waiting',
      mode: { mode: 'STRICT' },
      waitsFor: ['shop'],
    });
  });

  it('may follow our own policy of another mode', () => {
    const ours = { ...strictPolicy('shop'), spec: mtls('PERMISSIVE') };
    expect(stage([ours]).shop.state).toBe('open');
  });

  it('puts namespaces of which nothing is known to break first', () => {
    const { staging } = stage([
      pod('attic/one'),
      service('attic/one'),
      named('DestinationRule', 'attic/one', {
        host: 'one',
        trafficPolicy: { tls: { mode: 'DISABLE' } },
      }),
    ]);
    expect(staging.namespaces.map(({ namespace }) => namespace)).toEqual([
      'shop',
      'attic',
    ]);
  });
});

describe('who would be cut off', () => {
  it('names neighbours without a proxy as possible, and all of them for the mesh', () => {
    const plain = pod('shop/old', { proxy: false });
    const far = pod('far/off', { proxy: false });
    expect(facts([plain, far])).toEqual([
      {
        reason: 'noProxy',
        evidence: 'possible',
        callers: ['shop/old'],
        services: [],
      },
    ]);
    expect(stage([plain, far]).staging.outside.map(one => one.name)).toEqual([
      'off',
      'old',
    ]);
  });

  it('names those without a proxy whom the catalog declares', () => {
    const far = pod('far/off', { proxy: false });
    const near = pod('near/by');
    const dependencies = [
      {
        caller: 'component:default/off',
        pods: [
          { namespace: 'far', name: 'off' },
          { namespace: 'near', name: 'by' },
        ],
        services: [{ namespace: 'shop', name: 'cart' }],
      },
    ];
    expect(facts([far, near], { dependencies })).toEqual([
      {
        reason: 'noProxy',
        evidence: 'declared',
        callers: ['far/off'],
        services: ['cart:80'],
      },
    ]);
  });

  it.each([
    ['DISABLE', true],
    ['SIMPLE', true],
    ['MUTUAL', true],
    ['ISTIO_MUTUAL', false],
    [undefined, true],
  ])('looks at DestinationRules with TLS mode %s', (mode, cuts) => {
    const rule = named('DestinationRule', 'web/cart', {
      host: 'cart.shop.svc.cluster.local',
      trafficPolicy: { tls: { mode } },
    });
    expect(facts([pod('web/page'), pod('far/off'), rule])).toEqual(
      cuts
        ? [
            {
              reason: 'destinationRule',
              evidence: 'configured',
              callers: ['web/page'],
              services: ['cart:80'],
            },
          ]
        : [],
    );
  });

  it('looks at settings of ports, and at subsets that a route leads to', () => {
    const rule = named('DestinationRule', 'shop/cart', {
      host: 'cart',
      trafficPolicy: {
        portLevelSettings: [{ port: { number: 81 }, tls: { mode: 'DISABLE' } }],
      },
      subsets: [
        { name: 'v2', labels: {}, trafficPolicy: { tls: { mode: 'DISABLE' } } },
      ],
    });
    expect(facts([pod('web/page'), rule])).toEqual([]);
    const route = named('VirtualService', 'shop/cart', {
      hosts: ['cart'],
      http: [{ route: [{ destination: { host: 'cart', subset: 'v2' } }] }],
    });
    expect(facts([pod('web/page'), rule, route])).toMatchObject([
      { reason: 'destinationRule', callers: ['shop/cart'] },
      { reason: 'destinationRule', callers: ['web/page'] },
    ]);
  });

  it.each([
    ['excludeOutboundPorts', '80', true],
    ['excludeOutboundPorts', '81', false],
    ['excludeOutboundIPRanges', '10.1.0.0/16', true],
    ['excludeOutboundIPRanges', '10.2.0.0/16', false],
    ['includeOutboundIPRanges', '10.2.0.0/16', true],
    ['includeOutboundIPRanges', '*', false],
  ])('sees calls that go past a proxy by %s %s', (key, value, cuts) => {
    const caller = pod('web/page', {
      annotations: { [`traffic.sidecar.istio.io/${key}`]: value },
    });
    expect(facts([caller])).toEqual(
      cuts
        ? [
            {
              reason: 'pastProxy',
              evidence: 'possible',
              callers: ['web/page'],
              services: ['cart:80'],
            },
          ]
        : [],
    );
  });

  it('sees callers whose Sidecar does not know the Service', () => {
    const sidecar = named('Sidecar', 'web/default', {
      egress: [{ hosts: ['./*'] }],
    });
    expect(facts([pod('web/page'), sidecar])).toMatchObject([
      { reason: 'outOfScope', callers: ['web/page'] },
    ]);
    expect(
      facts([pod('web/page'), sidecar], {
        meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
      }),
    ).toEqual([]);
  });

  it('sees all callers where mutual TLS is not automatic, but for those who are told', () => {
    const rule = named('DestinationRule', 'web/cart', {
      host: 'cart.shop.svc.cluster.local',
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
    });
    expect(
      facts([pod('web/page'), pod('far/off'), rule], {
        meshConfig: { enableAutoMtls: false },
      }),
    ).toMatchObject([
      { reason: 'autoMtlsOff', callers: ['shop/cart'] },
      { reason: 'autoMtlsOff', callers: ['far/off'] },
    ]);
  });

  it('sees the API server, probes, scrapers and whoever comes from outside', () => {
    const hook = {
      ...named('ValidatingWebhookConfiguration', 'x/hook'),
      webhooks: [
        { clientConfig: { service: { namespace: 'shop', name: 'hook' } } },
      ],
    };
    const probed = pod('shop/hook', {
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': '9090',
      },
      containers: [
        {
          name: 'app',
          image: 'app:1',
          readinessProbe: { httpGet: { port: 8443 } },
          livenessProbe: { httpGet: { port: 15020 } },
        },
      ],
    });
    expect(
      facts([
        probed,
        service('shop/hook', {
          type: 'NodePort',
          ports: [{ port: 443, targetPort: 8443 }],
        }),
        hook,
      ]).map(one => [one.reason, one.evidence]),
    ).toEqual([
      ['webhook', 'configured'],
      ['probe', 'configured'],
      ['scrape', 'possible'],
      ['exposed', 'possible'],
    ]);
  });

  it('sees a headless Service of which a part has no proxy, and ServiceEntries that take it for outside', () => {
    const mixed = { ...pod('shop/other', { proxy: false }) };
    mixed.metadata.labels = { app: 'cart' };
    const headless = service('shop/cart', { clusterIP: 'None' });
    const found = stageMutualTls(
      world([pod('shop/cart'), headless, mixed, pod('web/page')]),
      () => false,
    ).namespaces.find(({ namespace }) => namespace === 'shop')!;
    expect(found.cutOff.map(({ reason }) => reason)).toEqual([
      'noProxy',
      'headless',
      'headless',
    ]);
    const entry = named('ServiceEntry', 'shop/alias', {
      hosts: ['cart.example.org'],
      workloadSelector: { labels: { app: 'cart' } },
    });
    expect(facts([entry])).toMatchObject([{ reason: 'serviceEntry' }]);
  });

  it('knows machines with and without an agent', () => {
    const entry = (name: string, spec: object) =>
      named('WorkloadEntry', `shop/${name}`, {
        address: '10.9.0.1',
        ...spec,
      });
    const { shop } = stage([
      entry('agent', { serviceAccount: 'x' }),
      entry('bare', {}),
      entry('denied', {
        serviceAccount: 'x',
        labels: { 'security.istio.io/tlsMode': 'disabled' },
      }),
    ]);
    expect(shop.workloads).toEqual({ inMesh: 2, outside: 2, open: 2 });
    expect(shop.cutOff).toMatchObject([
      {
        reason: 'machineWithoutAgent',
        callers: [{ name: 'bare' }, { name: 'denied' }],
      },
    ]);
  });
});

describe('what stays open', () => {
  const own = policy('shop/cart', {
    selector: { matchLabels: { app: 'cart' } },
    mtls: { mode: 'STRICT' },
    portLevelMtls: { 8080: { mode: 'PERMISSIVE' } },
  });

  it('cuts nobody off a port that a policy of the workload keeps open', () => {
    const { shop } = stage([own, pod('shop/old', { proxy: false })]);
    expect(shop.cutOff).toEqual([]);
    expect(shop.staysOpen).toMatchObject([
      {
        workload: { kind: 'Pod', name: 'cart' },
        port: 8080,
        mode: 'PERMISSIVE',
        decidedBy: { name: 'cart' },
      },
    ]);
  });

  it('names ports that proxies do not take', () => {
    const { staging } = stage([]);
    expect(staging.namespaces[0].staysOpen).toEqual([]);
    const excluded = stageMutualTls(
      world([
        pod('shop/cart', {
          annotations: {
            'traffic.sidecar.istio.io/excludeInboundPorts': '8080, 22',
          },
        }),
        service('shop/cart'),
        pod('shop/old', { proxy: false }),
      ]),
      () => false,
    ).namespaces.find(({ namespace }) => namespace === 'shop')!;
    expect(excluded.staysOpen.map(({ port }) => port)).toEqual([8080, 22]);
    expect(excluded.cutOff).toEqual([]);
  });

  it('speaks of no workload that is STRICT already', () => {
    const strict = policy('shop/cart', {
      selector: { matchLabels: { app: 'cart' } },
      mtls: { mode: 'STRICT' },
    });
    const { shop } = stage([strict, pod('shop/old', { proxy: false })]);
    expect(shop).toMatchObject({
      state: 'open',
      cutOff: [],
      workloads: { inMesh: 1, open: 0 },
    });
  });
});
