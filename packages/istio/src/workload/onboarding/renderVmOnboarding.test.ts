import {
  renderVmOnboarding,
  shiftObject,
  shiftSteps,
  vmHostsBlock,
  vmHostsDrift,
  VmOnboardingInput,
  workloadEntryObject,
} from '.';
import { analyze, readManifests, snapshotOfManifests } from '../../analysis';
import { KubernetesObject, toYaml } from '../../resources';

const RATINGS: VmOnboardingInput = {
  name: 'ratings-vm',
  namespace: 'bookinfo',
  app: 'ratings',
  version: 'v2',
  labels: { tier: 'legacy' },
  network: 'vm-net',
  locality: 'eu/eu-1/rack-2',
  weight: 3,
  ports: [
    { name: 'http', number: 9080, targetPort: 8080 },
    { name: 'mysql', number: 3306, protocol: 'TCP' },
  ],
  probe: { httpGet: { path: '/health', port: 8080 }, periodSeconds: 5 },
  service: { kind: 'Service', name: 'ratings' },
  subsets: {},
  machinesPercent: 10,
  withoutCapture: {
    dependencies: [
      { host: 'details.bookinfo.svc.cluster.local', port: 9080 },
      { host: 'reviews.shop.svc.cluster.local', port: 9080 },
      { host: 'db.example.org', port: 5432, protocol: 'TCP' },
    ],
  },
  component: 'ratings',
  owner: 'team-ratings',
};

const LABELS = {
  'app.kubernetes.io/managed-by': 'meshport',
  'meshport.dev/vm-group': 'ratings-vm',
  'backstage.io/kubernetes-id': 'ratings',
  'meshport.dev/owner': 'team-ratings',
};
const MACHINE = { app: 'ratings', version: 'v2', tier: 'legacy', class: 'vm' };
const HOST = 'ratings.bookinfo.svc.cluster.local';

function kinds(objects: KubernetesObject[]): string[] {
  return objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

function one(kind: string, input = RATINGS): KubernetesObject {
  const found = renderVmOnboarding(input).find(object => object.kind === kind);
  if (!found) {
    throw new Error(`There is no ${kind}.`);
  }
  return found;
}

it('makes nothing but an identity and a group of the least input', () => {
  expect(
    renderVmOnboarding({
      name: 'jobs',
      namespace: 'shop',
      ports: [{ name: 'http', number: 8080 }],
    }),
  ).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'jobs',
        namespace: 'shop',
        labels: {
          'app.kubernetes.io/managed-by': 'meshport',
          'meshport.dev/vm-group': 'jobs',
        },
      },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'WorkloadGroup',
      metadata: {
        name: 'jobs',
        namespace: 'shop',
        labels: {
          'app.kubernetes.io/managed-by': 'meshport',
          'meshport.dev/vm-group': 'jobs',
        },
      },
      spec: {
        metadata: { labels: { app: 'jobs', class: 'vm' } },
        template: { serviceAccount: 'jobs', ports: { http: 8080 } },
      },
    },
  ]);
});

it('writes what is applied first, first', () => {
  expect(kinds(renderVmOnboarding(RATINGS))).toEqual([
    'ServiceAccount/ratings-vm',
    'WorkloadGroup/ratings-vm',
    'Service/ratings',
    'DestinationRule/ratings-vm',
    'VirtualService/ratings-vm',
    'Sidecar/ratings-vm',
  ]);
});

it('says of the group what its machines have in common', () => {
  expect(one('WorkloadGroup')).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: {
      name: 'ratings-vm',
      namespace: 'bookinfo',
      labels: LABELS,
      annotations: {
        'proxy.istio.io/config':
          '{"proxyMetadata":{"ISTIO_CUSTOM_IP_TABLES":"true","ISTIO_META_INTERCEPTION_MODE":"NONE"}}',
      },
    },
    spec: {
      metadata: { labels: MACHINE },
      template: {
        serviceAccount: 'ratings-vm',
        ports: { http: 8080, mysql: 3306 },
        network: 'vm-net',
        locality: 'eu/eu-1/rack-2',
        weight: 3,
      },
      probe: { httpGet: { path: '/health', port: 8080 }, periodSeconds: 5 },
    },
  });
});

it('joins machines and pods under a Service, with the protocol of each port', () => {
  expect(one('Service').spec).toEqual({
    selector: { app: 'ratings' },
    ports: [
      {
        name: 'http',
        port: 9080,
        targetPort: 8080,
        appProtocol: 'http',
        protocol: 'TCP',
      },
      {
        name: 'mysql',
        port: 3306,
        targetPort: 3306,
        appProtocol: 'tcp',
        protocol: 'TCP',
      },
    ],
  });
});

it('joins them under a host of its own by a ServiceEntry', () => {
  const input: VmOnboardingInput = {
    ...RATINGS,
    service: { kind: 'ServiceEntry', host: 'ratings.legacy.example' },
  };
  expect(one('ServiceEntry', input).spec).toEqual({
    hosts: ['ratings.legacy.example'],
    location: 'MESH_INTERNAL',
    resolution: 'STATIC',
    ports: [
      { name: 'http', number: 9080, protocol: 'HTTP', targetPort: 8080 },
      { name: 'mysql', number: 3306, protocol: 'TCP' },
    ],
    workloadSelector: { labels: { app: 'ratings' } },
  });
  expect(one('DestinationRule', input).spec?.host).toBe(
    'ratings.legacy.example',
  );
});

it('leaves an existing Service as it is', () => {
  const input: VmOnboardingInput = {
    ...RATINGS,
    service: { kind: 'existing', name: 'ratings' },
  };
  expect(kinds(renderVmOnboarding(input))).not.toContain('Service/ratings');
  expect(one('VirtualService', input).spec?.hosts).toEqual([HOST]);
});

it('tells machines and pods apart by the label that is asked for', () => {
  const input: VmOnboardingInput = {
    ...RATINGS,
    subsets: { label: 'runs-on', machines: 'metal', containers: 'pod' },
  };
  expect(one('DestinationRule', input).spec?.subsets).toEqual([
    { name: 'vm', labels: { 'runs-on': 'metal' } },
    { name: 'container', labels: { 'runs-on': 'pod' } },
  ]);
  expect(one('WorkloadGroup', input).spec?.metadata.labels).toMatchObject({
    'runs-on': 'metal',
  });
});

it('shares calls of HTTP and of TCP ports between machines and pods', () => {
  const shares = (port: number) => [
    {
      destination: { host: HOST, subset: 'vm', port: { number: port } },
      weight: 10,
    },
    {
      destination: { host: HOST, subset: 'container', port: { number: port } },
      weight: 90,
    },
  ];
  expect(one('VirtualService').spec).toEqual({
    hosts: [HOST],
    http: [{ match: [{ port: 9080 }], route: shares(9080) }],
    tcp: [{ match: [{ port: 3306 }], route: shares(3306) }],
  });
});

it.each([
  [0, ['container']],
  [100, ['vm']],
])('with %s per cent leads to %s only', (percent, subsets) => {
  const { http } = shiftObject(RATINGS, percent)?.spec ?? {};
  expect(
    http[0].route.map((leg: any) => [leg.destination.subset, leg.weight]),
  ).toEqual(subsets.map(subset => [subset, 100]));
});

it('shifts in stages, and the same way back', () => {
  expect(shiftSteps(0, 100)).toEqual([1, 5, 10, 25, 50, 75, 90, 95, 99, 100]);
  expect(shiftSteps(100, 20)).toEqual([99, 95, 90, 75, 50, 25, 20]);
  expect(shiftSteps(10, 10)).toEqual([]);
});

it('binds one listener for each port of a dependency where nothing is captured', () => {
  expect(one('Sidecar').spec).toEqual({
    workloadSelector: { labels: MACHINE },
    ingress: [
      {
        port: { number: 8080, name: 'http', protocol: 'HTTP' },
        captureMode: 'NONE',
        defaultEndpoint: '127.0.0.1:8080',
      },
      {
        port: { number: 3306, name: 'mysql', protocol: 'TCP' },
        captureMode: 'NONE',
        defaultEndpoint: '127.0.0.1:3306',
      },
    ],
    egress: [
      {
        bind: '127.0.0.2',
        captureMode: 'NONE',
        port: { number: 9080, name: 'http-9080', protocol: 'HTTP' },
        hosts: [
          'bookinfo/details.bookinfo.svc.cluster.local',
          'shop/reviews.shop.svc.cluster.local',
        ],
      },
      {
        bind: '127.0.0.2',
        captureMode: 'NONE',
        port: { number: 5432, name: 'tcp-5432', protocol: 'TCP' },
        hosts: ['*/db.example.org'],
      },
    ],
  });
});

it('makes an entry that istiod marks connected and does not delete', () => {
  expect(
    workloadEntryObject(RATINGS, {
      name: 'ratings-vm-01',
      address: '10.0.0.7',
    }),
  ).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: {
      name: 'ratings-vm-01',
      namespace: 'bookinfo',
      labels: { ...MACHINE, ...LABELS },
      annotations: { 'proxy.istio.io/health-checks-enabled': 'true' },
    },
    spec: {
      address: '10.0.0.7',
      labels: MACHINE,
      serviceAccount: 'ratings-vm',
      ports: { http: 8080, mysql: 3306 },
      network: 'vm-net',
      locality: 'eu/eu-1/rack-2',
      weight: 3,
    },
  });
});

it('makes configuration in which nothing is wrong but what comes later', () => {
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'bookinfo', labels: { 'istio-injection': 'enabled' } },
  };
  const yaml = toYaml([namespace, ...renderVmOnboarding(RATINGS)]);
  const { manifests, unreadable } = readManifests([
    { name: 'a.yaml', text: yaml },
  ]);
  const { findings } = analyze([snapshotOfManifests(manifests)]);
  expect(unreadable).toEqual([]);
  expect(findings.map(({ code }) => code)).toEqual([
    // The Sidecar selects machines, the subsets machines and pods. As istioctl
    // does, these codes look for pods only, of which there are none here.
    'IST0101',
    'IST0173',
    'IST0173',
    // The dependencies are not among these objects.
    'KIA1004',
    'KIA1004',
    'KIA1004',
  ]);
});

describe('the block of /etc/hosts', () => {
  const BLOCK = `# BEGIN services of the mesh for bookinfo/ratings-vm (managed by Meshport)
127.0.0.2 details.bookinfo.svc.cluster.local details.bookinfo.svc details.bookinfo details
127.0.0.2 reviews.shop.svc.cluster.local reviews.shop.svc reviews.shop
127.0.0.2 db.example.org
# END services of the mesh for bookinfo/ratings-vm
`;

  it('names every spelling', () => {
    expect(vmHostsBlock(RATINGS)).toBe(BLOCK);
    expect(vmHostsBlock({ ...RATINGS, withoutCapture: undefined })).toBe('');
  });

  it('is as it should be', () => {
    expect(vmHostsDrift(`127.0.0.1 localhost\n${BLOCK}`, RATINGS)).toEqual([]);
  });

  it('is missing', () => {
    expect(vmHostsDrift('127.0.0.1 localhost\n', RATINGS)).toEqual([
      'The block is not in /etc/hosts. Run the script again.',
    ]);
  });

  it('was changed by hand', () => {
    const changed = BLOCK.replace(
      '127.0.0.2 db.example.org',
      '10.0.0.9 db.example.org',
    );
    expect(vmHostsDrift(`10.0.0.9 details\n${changed}`, RATINGS)).toEqual([
      'The line "127.0.0.2 db.example.org" is missing.',
      'The line "10.0.0.9 db.example.org" is not wanted any more.',
      'The line "10.0.0.9 details" outside the block leads a name of the mesh elsewhere; the first line in the file wins.',
    ]);
  });
});
