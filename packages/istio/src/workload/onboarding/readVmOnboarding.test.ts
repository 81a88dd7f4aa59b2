import { readVmOnboarding } from './readVmOnboarding';

const GOOD = {
  name: 'ratings-vm',
  namespace: 'bookinfo',
  ports: [{ name: 'http', number: 9080 }],
};

function fieldsOf(change: Record<string, unknown>): string[] {
  const read = readVmOnboarding({ ...GOOD, ...change });
  return 'problems' in read ? read.problems.map(({ field }) => field) : [];
}

it('takes the least input, and leaves out what was not said', () => {
  expect(readVmOnboarding(GOOD)).toEqual({ input: GOOD });
});

it('takes everything', () => {
  const all = {
    ...GOOD,
    app: 'ratings',
    version: 'v1',
    labels: { 'example.org/tier': 'old' },
    serviceAccount: 'ratings-vm',
    network: 'net-1',
    locality: 'eu/a/b',
    weight: 1,
    ports: [
      { name: 'http', number: 80, targetPort: 8080, protocol: 'HTTP2' },
      { name: 'db', number: 3306, protocol: 'TCP' },
    ],
    probe: { exec: { command: ['/usr/bin/pg_isready', '-q'] } },
    autoRegister: false,
    service: { kind: 'ServiceEntry', host: 'ratings.example.org' },
    subsets: { label: 'class', machines: 'vm', containers: 'pod' },
    machinesPercent: 0,
    withoutCapture: {
      dependencies: [{ host: 'details.bookinfo.svc.cluster.local', port: 80 }],
    },
    component: 'ratings',
    owner: 'team-a',
  };
  expect(readVmOnboarding(all)).toEqual({ input: all });
});

it.each<[string, Record<string, unknown>]>([
  ['name', { name: undefined }],
  ['name', { name: 'Ratings' }],
  ['name', { name: 'a'.repeat(51) }],
  ['name', { name: 'a\nb' }],
  ['namespace', { namespace: '../kube-system' }],
  ['namespace', { namespace: 7 }],
  ['app', { app: '' }],
  ['app', { app: 'a b' }],
  ['version', { version: '-v1' }],
  ['labels', { labels: ['a'] }],
  ['labels["app"]', { labels: { app: 'x' } }],
  ['labels["istio.io/rev"]', { labels: { 'istio.io/rev': 'x' } }],
  [
    'labels["topology.istio.io/network"]',
    { labels: { 'topology.istio.io/network': 'x' } },
  ],
  ['labels["a b"]', { labels: { 'a b': 'x' } }],
  ['labels["tier"]', { labels: { tier: 'no good' } }],
  ['serviceAccount', { serviceAccount: 'Root' }],
  ['network', { network: 'a/b' }],
  ['locality', { locality: 'a/b/c/d' }],
  ['locality', { locality: 'a//c' }],
  ['weight', { weight: 0 }],
  ['weight', { weight: 1.5 }],
  ['ports', { ports: [] }],
  ['ports', { ports: undefined }],
  ['ports[0]', { ports: [9080] }],
  ['ports[0].name', { ports: [{ number: 1 }] }],
  ['ports[0].name', { ports: [{ name: 'HTTP', number: 1 }] }],
  ['ports[0].number', { ports: [{ name: 'http' }] }],
  ['ports[0].number', { ports: [{ name: 'http', number: 70000 }] }],
  ['ports[0].number', { ports: [{ name: 'http', number: 15021 }] }],
  [
    'ports[0].targetPort',
    { ports: [{ name: 'http', number: 80, targetPort: 15001 }] },
  ],
  [
    'ports[0].protocol',
    { ports: [{ name: 'http', number: 80, protocol: 'UDP' }] },
  ],
  ['ports[0].host', { ports: [{ name: 'http', number: 80, host: 'x' }] }],
  [
    'ports[1].name',
    {
      ports: [
        { name: 'http', number: 80 },
        { name: 'http', number: 81 },
      ],
    },
  ],
  [
    'ports[1].number',
    {
      ports: [
        { name: 'http', number: 80 },
        { name: 'web', number: 80 },
      ],
    },
  ],
  ['probe', { probe: {} }],
  ['probe', { probe: 'tcp' }],
  ['probe', { probe: { httpGet: { port: 1 }, tcpSocket: { port: 1 } } }],
  ['probe.httpGet.port', { probe: { httpGet: {} } }],
  ['probe.httpGet.path', { probe: { httpGet: { port: 1, path: 'health' } } }],
  ['probe.httpGet.scheme', { probe: { httpGet: { port: 1, scheme: 'FTP' } } }],
  [
    'probe.periodSeconds',
    { probe: { tcpSocket: { port: 1 }, periodSeconds: 0 } },
  ],
  ['probe.exec.command', { probe: { exec: { command: [] } } }],
  ['probe.exec.command', { probe: { exec: 'ls' } }],
  ['probe.exec.command[0]', { probe: { exec: { command: ['/bin/sh'] } } }],
  ['probe.exec.command[0]', { probe: { exec: { command: ['ls'] } } }],
  ['autoRegister', { autoRegister: 'yes' }],
  ['service.kind', { service: {} }],
  ['service.kind', { service: { kind: 'Headless' } }],
  ['service.name', { service: { kind: 'Service' } }],
  ['service.name', { service: { kind: 'Service', name: '1a' } }],
  ['service.host', { service: { kind: 'ServiceEntry', host: 'ratings' } }],
  ['service.host', { service: { kind: 'ServiceEntry', host: 'a.b.svc' } }],
  ['subsets', { subsets: {} }],
  [
    'subsets.containers',
    {
      service: { kind: 'Service', name: 'a' },
      subsets: { machines: 'x', containers: 'x' },
    },
  ],
  ['machinesPercent', { machinesPercent: 10 }],
  ['machinesPercent', { machinesPercent: 101 }],
  ['withoutCapture.dependencies', { withoutCapture: {} }],
  [
    'withoutCapture.dependencies[0].host',
    { withoutCapture: { dependencies: [{ host: 'x', port: 1 }] } },
  ],
  [
    'withoutCapture.dependencies[0].port',
    { withoutCapture: { dependencies: [{ host: 'a.b' }] } },
  ],
  [
    'withoutCapture.dependencies[1].port',
    {
      withoutCapture: {
        dependencies: [
          { host: 'a.b.svc.cluster.local', port: 5432, protocol: 'TCP' },
          { host: 'c.b.svc.cluster.local', port: 5432, protocol: 'TCP' },
        ],
      },
    },
  ],
  ['tokenDuration', { tokenDuration: 5 }],
])('refuses %s of %j', (field, change) => {
  expect(fieldsOf(change)).toContain(field);
});

it.each([undefined, null, 'x', 7, []])('refuses %p', source => {
  expect(readVmOnboarding(source)).toEqual({
    problems: [{ field: '', message: 'Give an object.' }],
  });
});
