import { parse } from 'yaml';
import {
  gatewayFile,
  gatewayObjects,
  gatewaysFor,
  injectionLabels,
  istiodService,
  istioNamespace,
  mapOldRemoteValues,
  primaryFile,
  remoteFile,
  SetupPrimary,
  SetupRemote,
  stubServices,
  withLabels,
} from '.';

const east: SetupPrimary = {
  name: 'east',
  clusterId: 'east',
  network: 'net-east',
  meshId: 'mesh1',
  trustDomain: 'cluster.local',
  namespace: 'istio-system',
  revision: '',
};
const west: SetupRemote = {
  name: 'west',
  clusterId: 'west',
  network: 'net-west',
  namespace: 'istio-system',
};

describe('values of control planes', () => {
  it('makes a cluster the remote of another', () => {
    const file = remoteFile(west, east, '203.0.113.10', 'helm');
    expect(file).toMatchObject({
      path: 'west/istiod-values.yaml',
      cluster: 'west',
      use: expect.stringContaining('--set profile=remote'),
    });
    expect(parse(file.content)).toEqual({
      profile: 'remote',
      istiodRemote: { injectionPath: '/inject/cluster/west/net/net-west' },
      global: {
        meshID: 'mesh1',
        multiCluster: { clusterName: 'west' },
        network: 'net-west',
        remotePilotAddress: '203.0.113.10',
      },
    });
  });

  it('follows the revision of the primary, and names no network where there is none', () => {
    const file = remoteFile(
      { ...west, network: '' },
      { ...east, revision: 'canary', meshId: '' },
      'istiod.example.com',
      'helm',
    );
    expect(file.use).toContain('--install istiod-canary ');
    expect(parse(file.content)).toEqual({
      profile: 'remote',
      revision: 'canary',
      istiodRemote: { injectionPath: '/inject/cluster/west' },
      global: {
        multiCluster: { clusterName: 'west' },
        remotePilotAddress: 'istiod.example.com',
      },
    });
  });

  it('writes the same as an IstioOperator file', () => {
    const file = remoteFile(west, east, '203.0.113.10', 'istioOperator');
    expect(parse(file.content)).toMatchObject({
      kind: 'IstioOperator',
      spec: {
        profile: 'remote',
        values: {
          istiodRemote: { injectionPath: '/inject/cluster/west/net/net-west' },
          global: { remotePilotAddress: '203.0.113.10' },
        },
      },
    });
  });

  it.each([
    ['none', undefined],
    ['sharedGateway', true],
    ['dedicatedGateway', true],
    ['loadBalancer', true],
  ] as const)('lets istiod serve others: %s', (exposure, external) => {
    const values = parse(primaryFile(east, exposure, 'helm').content);
    expect(values.global.externalIstiod).toBe(external);
    expect(values.meshConfig).toEqual({ trustDomain: 'cluster.local' });
    const operator = parse(
      primaryFile(east, exposure, 'istioOperator').content,
    );
    expect(operator.spec.values.global.externalIstiod).toBe(external);
  });

  it('gives istiod an address for nothing but its ports with TLS', () => {
    expect(istiodService({ ...east, revision: 'canary' })).toMatchObject({
      metadata: { name: 'istiod-external-canary', namespace: 'istio-system' },
      spec: {
        type: 'LoadBalancer',
        selector: { app: 'istiod', 'istio.io/rev': 'canary' },
        ports: [{ port: 15012 }, { port: 15017 }],
      },
    });
  });
});

describe('gateways', () => {
  it.each([
    ['none', false, []],
    ['none', true, ['istio-eastwestgateway services']],
    ['loadBalancer', false, []],
    ['sharedGateway', false, ['istio-eastwestgateway istiod']],
    ['sharedGateway', true, ['istio-eastwestgateway services istiod']],
    [
      'dedicatedGateway',
      true,
      ['istio-eastwestgateway services', 'own istiod'],
    ],
    ['dedicatedGateway', false, ['own istiod']],
  ] as const)(
    'needs for %s, other networks: %s',
    (exposure, apart, expected) => {
      expect(
        gatewaysFor(exposure, apart, 'own').map(({ name, services, istiod }) =>
          [name, services && 'services', istiod && 'istiod']
            .filter(Boolean)
            .join(' '),
        ),
      ).toEqual(expected);
    },
  );

  it('opens the ports of what it lets in, and no other', () => {
    const [shared] = gatewaysFor('sharedGateway', true);
    const values = parse(gatewayFile(shared, east, 'helm').content);
    expect(values.service.ports.map(({ port }: any) => port)).toEqual([
      15021, 15443, 15012, 15017,
    ]);
    expect(values.labels).toMatchObject({
      istio: 'eastwestgateway',
      'topology.istio.io/network': 'net-east',
    });
    const [own] = gatewaysFor('dedicatedGateway', false, 'istio-cp');
    const lone = parse(gatewayFile(own, east, 'istioOperator').content);
    const [gateway] = lone.spec.components.ingressGateways;
    expect(gateway.label).toEqual({ istio: 'cp', app: 'istio-cp' });
    expect(gateway.k8s.service.ports.map(({ port }: any) => port)).toEqual([
      15021, 15012, 15017,
    ]);
  });

  it('leads istiod’s ports through without touching their TLS, by revision', () => {
    const [shared] = gatewaysFor('sharedGateway', true);
    const objects = gatewayObjects(shared, { ...east, revision: 'canary' });
    expect(
      objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ).toEqual([
      'Gateway cross-network-gateway',
      'Gateway istiod-gateway-canary',
      'VirtualService istiod-vs-canary',
    ]);
    expect(objects[0].spec?.servers[0]).toMatchObject({
      tls: { mode: 'AUTO_PASSTHROUGH' },
      hosts: ['*.local'],
    });
    expect(
      objects[1].spec?.servers.map((one: any) => [
        one.port.number,
        one.tls.mode,
      ]),
    ).toEqual([
      [15012, 'PASSTHROUGH'],
      [15017, 'PASSTHROUGH'],
    ]);
    expect(
      objects[2].spec?.tls.map((one: any) => [
        one.match[0].port,
        one.route[0].destination,
      ]),
    ).toEqual([
      [
        15012,
        {
          host: 'istiod-canary.istio-system.svc.cluster.local',
          port: { number: 15012 },
        },
      ],
      [
        15017,
        {
          host: 'istiod-canary.istio-system.svc.cluster.local',
          port: { number: 443 },
        },
      ],
    ]);
  });
});

describe('namespaces and stubs', () => {
  it('labels the network, and names the primary that looks after a remote', () => {
    expect(istioNamespace(west, east).metadata).toEqual({
      name: 'istio-system',
      labels: { 'topology.istio.io/network': 'net-west' },
      annotations: { 'topology.istio.io/controlPlaneClusters': 'east' },
    });
    expect(istioNamespace({ ...west, network: '' }).metadata).toEqual({
      name: 'istio-system',
    });
  });

  it('makes Services without endpoints and the namespaces that are missing', () => {
    const objects = stubServices(
      [
        {
          namespace: 'shop',
          name: 'a',
          headless: false,
          ports: [{ name: 'http', port: 80 }],
        },
        {
          namespace: 'new',
          name: 'b',
          headless: true,
          ports: [{ port: 5432, protocol: 'TCP' }],
        },
      ],
      ['shop'],
    );
    expect(
      objects.map(
        ({ kind, metadata }) =>
          `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
      ),
    ).toEqual(['Namespace /new', 'Service shop/a', 'Service new/b']);
    expect(objects[1].spec).toEqual({
      ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
    });
    expect(objects[2].spec).toMatchObject({ clusterIP: 'None' });
    expect(objects.every(({ spec }) => spec?.selector === undefined)).toBe(
      true,
    );
  });

  it.each([
    [{ injection: 'enabled' }, { 'istio-injection': 'enabled', team: 'x' }],
    [{ injection: 'disabled' }, { 'istio-injection': 'disabled', team: 'x' }],
    [
      { injection: 'revision', revision: 'v2' },
      { 'istio.io/rev': 'v2', team: 'x' },
    ],
    [{ injection: 'unset' }, { team: 'x' }],
  ] as const)(
    'never leaves two labels that contradict each other: %j',
    (change, expected) => {
      for (const before of [
        { 'istio-injection': 'enabled', team: 'x' },
        { 'istio.io/rev': 'v1', team: 'x' },
        { team: 'x' },
      ]) {
        expect(withLabels(before as any, injectionLabels(change))).toEqual(
          expected,
        );
      }
    },
  );
});

describe('mapOldRemoteValues', () => {
  it('keeps what has kept, moves what has moved, and says what is gone and why', () => {
    const answer = mapOldRemoteValues(`
global:
  remotePilotAddress: 10.0.0.1
  remotePolicyAddress: 10.0.0.2
  remoteTelemetryAddress: 10.0.0.3
  remoteZipkinAddress: zipkin.tracing
  proxy:
    envoyStatsd: { enabled: true, host: statsd }
    concurrency: 2
    resources: { requests: { cpu: 10m } }
  createRemoteSvcEndpoints: true
sidecarInjectorWebhook: { enabled: true }
mine: { own: 1 }
`);
    expect(parse(answer.values)).toEqual({
      profile: 'remote',
      global: {
        remotePilotAddress: '10.0.0.1',
        proxy: { resources: { requests: { cpu: '10m' } } },
      },
      meshConfig: {
        defaultConfig: { concurrency: 2 },
        extensionProviders: [
          { name: 'zipkin', zipkin: { service: 'zipkin.tracing', port: 9411 } },
        ],
      },
    });
    expect(answer.unknown).toEqual(['mine.own']);
    const gone = answer.mapped.filter(({ now }) => !now).map(({ old }) => old);
    expect(gone).toEqual([
      'global.remotePolicyAddress',
      'global.remoteTelemetryAddress',
      'global.proxy.envoyStatsd.enabled',
      'global.proxy.envoyStatsd.host',
      'global.createRemoteSvcEndpoints',
      'sidecarInjectorWebhook.enabled',
    ]);
    expect(answer.mapped.every(({ why }) => why.length > 10)).toBe(true);
  });

  it('leaves out what is empty, and is not confused by names of JavaScript', () => {
    const answer = mapOldRemoteValues(
      'global: { remotePilotAddress: "" }\ntoString: 1\n__proto__: { x: 1 }\n',
    );
    expect(parse(answer.values)).toEqual({ profile: 'remote' });
    expect(answer.unknown).toContain('toString');
    expect(({} as any).x).toBeUndefined();
  });

  it.each(['', '- a', 'x', '{{', 'a: &a 1\nb: *a'])('refuses %j', text => {
    expect(() => mapOldRemoteValues(text)).toThrow(
      /^the text (is no YAML|holds no values)/,
    );
  });
});
