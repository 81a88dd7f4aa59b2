import { readVmOnboarding } from './readVmOnboarding';

const GOOD = {
  name: 'ratings-vm',
  namespace: 'bookinfo',
  ports: [{ name: 'http', number: 9080 }],
};
const SERVICE = { kind: 'Service', name: 'ratings' };
const DETAILS = { host: 'details.bookinfo.svc.cluster.local', port: 9080 };
const WEB = { ...DETAILS, port: 80 };
const DB = { host: 'db.example.org', port: 5432, protocol: 'TCP' };

type Change = Record<string, unknown>;

const dependencies = (...list: unknown[]): Change => ({
  withoutCapture: { dependencies: list },
});
const proxied = (httpProxy: unknown, ...list: unknown[]): Change => ({
  withoutCapture: { dependencies: list.length ? list : [WEB], httpProxy },
});
const command = (...words: unknown[]): Change => ({
  probe: { exec: { command: words } },
});
const httpGet = (change: Change): Change => ({
  probe: { httpGet: { port: 80, ...change } },
});
const timed = (change: Change): Change => ({
  probe: { tcpSocket: { port: 80 }, ...change },
});
const port = (change: Change): Change => ({
  ports: [{ name: 'http', number: 80, ...change }],
});
const second = (change: Change): Change => ({
  ports: [
    { name: 'http', number: 80 },
    { name: 'web', number: 81, ...change },
  ],
});
const each = (field: string, ...values: unknown[]): Change[] =>
  values.map(value => ({ [field]: value }));

/** What is refused, by the one field that is named. */
const REFUSED: [field: string, changes: Change[]][] = [
  [
    'name',
    [
      ...each(
        'name',
        undefined,
        null,
        7,
        '',
        'Ratings',
        'a b',
        '-a',
        'a-',
        'ä',
      ),
      ...each(
        'name',
        'a.b',
        'a/b',
        '../a',
        '$(id)',
        'a\nb',
        'a'.repeat(51),
        {},
      ),
    ],
  ],
  [
    'namespace',
    [
      ...each('namespace', undefined, null, 7, '', '../kube-system', 'Shop'),
      ...each(
        'namespace',
        'a.b',
        'a b',
        'a'.repeat(64),
        'a\u0000',
        ['a'],
        'a_b',
      ),
    ],
  ],
  [
    'app',
    each('app', '', 'a b', '-a', 'a'.repeat(64), 7, null, 'a\tb', '$(id)'),
  ],
  [
    'version',
    each('version', '', '-v1', 'v1-', 'v 1', 'v'.repeat(64), 1, 'v1\n'),
  ],
  ['component', each('component', '', 'a/b', 'component:default/a', 7, 'a b')],
  [
    'owner',
    each('owner', '', 'group:default/a', 'a\u2028', [], 'a'.repeat(64)),
  ],
  ['network', each('network', '', 'a/b', 'net 1', 7, '-n', 'n'.repeat(64))],
  [
    'locality',
    each(
      'locality',
      '',
      '/',
      'a//c',
      'a/b/c/d',
      'a/',
      '/a',
      'a b',
      7,
      'a/b/c ',
    ),
  ],
  ['weight', each('weight', 0, -1, 129, 1.5, '1', null, NaN, Infinity, [1])],
  [
    'serviceAccount',
    each('serviceAccount', '', 'Root', 'default', 'a/b', 'a b', 7, '.a', '*'),
  ],
  ['autoRegister', each('autoRegister', 'yes', 'false', 0, 1, null, {})],
  ['identity', each('identity', 'Machine', '', 'pod', 7, null, ['machine'])],
  [
    'identity',
    [{ identity: 'machine' }, { identity: 'machine', autoRegister: true }],
  ],
  ['labels', each('labels', ['a'], 'a=b', 7, null)],
  [
    'labels',
    [
      {
        labels: Object.fromEntries(
          Array.from({ length: 33 }, (_, i) => [`k${i}`, 'v']),
        ),
      },
    ],
  ],
  ['labels["app"]', [{ labels: { app: 'x' } }]],
  ['labels["version"]', [{ labels: { version: 'x' } }]],
  ['labels["class"]', [{ labels: { class: 'x' } }]],
  [
    'labels["kind"]',
    [{ labels: { kind: 'x' }, service: SERVICE, subsets: { label: 'kind' } }],
  ],
  ['labels["istio.io/rev"]', [{ labels: { 'istio.io/rev': 'x' } }]],
  ['labels["istio-injection"]', [{ labels: { 'istio-injection': 'enabled' } }]],
  [
    'labels["topology.istio.io/network"]',
    [{ labels: { 'topology.istio.io/network': 'x' } }],
  ],
  [
    'labels["meshport.dev/vm-group"]',
    [{ labels: { 'meshport.dev/vm-group': 'x' } }],
  ],
  [
    'labels["app.kubernetes.io/managed-by"]',
    [{ labels: { 'app.kubernetes.io/managed-by': 'x' } }],
  ],
  ['revision', each('revision', '', '1.30', 'Canary', 'a b', 7, null)],
  ['labels["a b"]', [{ labels: { 'a b': 'x' } }]],
  ['labels[""]', [{ labels: { '': 'x' } }]],
  ['labels["__proto__"]', [{ labels: JSON.parse('{"__proto__":"x"}') }]],
  [
    'labels["tier"]',
    [
      { labels: { tier: 'no good' } },
      { labels: { tier: 7 } },
      { labels: { tier: null } },
      { labels: { tier: 'a'.repeat(64) } },
    ],
  ],
  ['createNamespace', each('createNamespace', true, 'yes', null, [])],
  [
    'createNamespace.revision',
    ['', 'Canary', '1.30', 7].map(revision => ({
      createNamespace: { revision },
    })),
  ],
  ['createNamespace.name', [{ createNamespace: { name: 'x' } }]],
  ['createNamespace.labels', [{ createNamespace: { labels: 'a' } }]],
  [
    'createNamespace.labels["meshport.dev/owner"]',
    [{ createNamespace: { labels: { 'meshport.dev/owner': 'me' } } }],
  ],
  [
    'createNamespace.labels["pod-security.kubernetes.io/enforce"]',
    [
      {
        createNamespace: {
          labels: { 'pod-security.kubernetes.io/enforce': 'privileged' },
        },
      },
    ],
  ],
  ['ports', each('ports', undefined, null, [], {}, 'http', 9080)],
  [
    'ports',
    [
      {
        ports: Array.from({ length: 65 }, (_, i) => ({
          name: `p${i}`,
          number: i + 1,
        })),
      },
    ],
  ],
  ['ports[0]', [{ ports: [9080] }, { ports: ['http'] }, { ports: [null] }]],
  [
    'ports[0].name',
    [
      undefined,
      '',
      'HTTP',
      '80',
      'a b',
      'a--b',
      '-a',
      'a-',
      'a'.repeat(16),
      7,
    ].map(name => port({ name })),
  ],
  [
    'ports[0].number',
    [undefined, 0, -1, 65536, 1.5, '80', null, 15000, 15006, 15021, 15090].map(
      number => port({ number }),
    ),
  ],
  [
    'ports[0].targetPort',
    [0, 65536, '8080', null, 15001, 15020, 15053].map(targetPort =>
      port({ targetPort }),
    ),
  ],
  [
    'ports[0].protocol',
    ['UDP', 'http', '', 'MySQL', 7, null].map(protocol => port({ protocol })),
  ],
  ['ports[0].host', [port({ host: 'x' })]],
  ['ports[1].name', [second({ name: 'http' })]],
  ['ports[1].number', [second({ number: 80 })]],
  ['probe', each('probe', {}, 'tcp', null, [], { periodSeconds: 1 })],
  ['probe', [{ probe: { httpGet: { port: 1 }, tcpSocket: { port: 1 } } }]],
  ['probe.grpc', [{ probe: { grpc: { port: 1 }, tcpSocket: { port: 1 } } }]],
  ['probe.httpGet', [{ probe: { httpGet: 80 } }]],
  [
    'probe.httpGet.port',
    [undefined, 0, 70000, 'http', 15021].map(one => httpGet({ port: one })),
  ],
  [
    'probe.httpGet.path',
    ['health', '', '/a b', '/ä', `/${'a'.repeat(1000)}`, 7].map(path =>
      httpGet({ path }),
    ),
  ],
  [
    'probe.httpGet.scheme',
    ['FTP', 'http', '', 7].map(scheme => httpGet({ scheme })),
  ],
  ['probe.httpGet.host', [httpGet({ host: 'a.b' })]],
  ['probe.tcpSocket', [{ probe: { tcpSocket: [] } }]],
  [
    'probe.tcpSocket.port',
    [{}, { port: 0 }, { port: 15000 }].map(tcpSocket => ({
      probe: { tcpSocket },
    })),
  ],
  ['probe.tcpSocket.host', [{ probe: { tcpSocket: { port: 1, host: 'a' } } }]],
  ['probe.exec', [{ probe: { exec: 'ls' } }, { probe: { exec: ['ls'] } }]],
  [
    'probe.exec.command',
    [
      ...['ls', {}, undefined, null].map(one => ({
        probe: { exec: { command: one } },
      })),
      command(),
      command('/bin/true', 7),
      command('/bin/true', 'a'.repeat(1001)),
      command('/bin/true', 'a\0b'),
      command(...Array.from({ length: 33 }, () => '/bin/true')),
    ],
  ],
  [
    'probe.exec.command[0]',
    [
      ...[
        '/bin/sh',
        '/bin/bash',
        '/usr/bin/env',
        '/usr/bin/sudo',
        '/bin/busybox',
      ],
      ...[
        '/usr/bin/python3',
        '/usr/bin/perl',
        '/usr/bin/xargs',
        '/usr/bin/nsenter',
      ],
      ...['ls', './check', '', '/bin/check; id', '/bin/$(id)', '-c'],
    ].map(program => command(program)),
  ],
  [
    'probe.exec.shell',
    [{ probe: { exec: { command: ['/bin/true'], shell: 1 } } }],
  ],
  [
    'probe.periodSeconds',
    [0, 3601, 0.5, '1'].map(periodSeconds => timed({ periodSeconds })),
  ],
  [
    'probe.timeoutSeconds',
    [0, 301].map(timeoutSeconds => timed({ timeoutSeconds })),
  ],
  [
    'probe.initialDelaySeconds',
    [-1, 3601].map(initialDelaySeconds => timed({ initialDelaySeconds })),
  ],
  [
    'probe.successThreshold',
    [0, 101].map(successThreshold => timed({ successThreshold })),
  ],
  [
    'probe.failureThreshold',
    [0, '3'].map(failureThreshold => timed({ failureThreshold })),
  ],
  ['service', each('service', 'ratings', null, [])],
  [
    'service.kind',
    each('service', {}, { kind: 'Headless' }, { kind: 'service' }),
  ],
  [
    'service.name',
    [
      ...[undefined, '', '1a', 'A', 'a.b', 'a'.repeat(64), 7].map(name => ({
        service: { kind: 'Service', name },
      })),
      { service: { kind: 'existing' } },
      { service: { kind: 'ServiceEntry', host: 'a.b', name: 'a' } },
    ],
  ],
  [
    'service.host',
    [
      ...[
        'ratings',
        '',
        'A.b',
        '*.example.org',
        'a.b.svc',
        'a.b.svc.cluster.local',
      ],
      ...['a..b', 'a.b ', 7, undefined],
    ].map(host => ({ service: { kind: 'ServiceEntry', host } })),
  ],
  ['service.host', [{ service: { kind: 'Service', name: 'a', host: 'a.b' } }]],
  ['service.ports', [{ service: { ...SERVICE, ports: [] } }]],
  ['subsets', [{ subsets: {} }, ...each('subsets', true, null, ['vm'])]],
  [
    'subsets.label',
    ['app', 'a b', 'istio.io/rev', '', 7].map(label => ({
      service: SERVICE,
      subsets: { label },
    })),
  ],
  [
    'subsets.label',
    [{ service: SERVICE, subsets: { label: 'version' }, version: 'v1' }],
  ],
  [
    'subsets.machines',
    ['', 'a b', 7].map(machines => ({
      service: SERVICE,
      subsets: { machines },
    })),
  ],
  [
    'subsets.containers',
    ['', 'vm', '-', {}].map(containers => ({
      service: SERVICE,
      subsets: { containers },
    })),
  ],
  ['machinesPercent', each('machinesPercent', 0, 10, -1, 101, 0.5, '10', null)],
  ['withoutCapture', each('withoutCapture', true, null, [DETAILS])],
  [
    'withoutCapture.dependencies',
    [
      ...each('withoutCapture', {}, { httpProxy: {} }, { dependencies: {} }),
      dependencies(
        ...Array.from({ length: 65 }, (_, i) => ({ ...DETAILS, port: i + 1 })),
      ),
    ],
  ],
  [
    'withoutCapture.dependencies[0]',
    [dependencies('a.b:80'), dependencies(null)],
  ],
  [
    'withoutCapture.dependencies[0].host',
    [
      undefined,
      '',
      'x',
      'A.b',
      'a.b.svc',
      '*.b',
      'http://a.b',
      '10.0.0.1 x',
      7,
    ].map(host => dependencies({ host, port: 1 })),
  ],
  [
    'withoutCapture.dependencies[0].port',
    [undefined, 0, 65536, '80', 15021].map(one =>
      dependencies({ ...DETAILS, port: one }),
    ),
  ],
  [
    'withoutCapture.dependencies[0].protocol',
    ['UDP', 'Mongo', ''].map(protocol =>
      dependencies({ ...DETAILS, protocol }),
    ),
  ],
  [
    'withoutCapture.dependencies[0].path',
    [dependencies({ ...DETAILS, path: '/' })],
  ],
  [
    'withoutCapture.dependencies[1].port',
    [
      dependencies(DB, { ...DB, host: 'other.example.org' }),
      dependencies(DETAILS, DETAILS),
      dependencies(DB, { ...DB, host: 'a.b', protocol: 'HTTP' }),
      dependencies(DETAILS, { ...DETAILS, host: 'a.b', protocol: 'GRPC' }),
      dependencies(DETAILS, { ...DETAILS, host: 'a.b', protocol: 'TLS' }),
      proxied({}, WEB, WEB),
      proxied({}, WEB, { ...DETAILS, host: 'a.b' }),
      proxied({}, WEB, { ...DETAILS, host: 'a.b', protocol: 'GRPC' }),
    ],
  ],
  ['withoutCapture.httpProxy', [proxied(true), proxied(3128), proxied({}, DB)]],
  [
    'withoutCapture.httpProxy.port',
    [80, 65536, '3128', 15001, 9080].map(one => proxied({ port: one })),
  ],
  ['withoutCapture.httpProxy.host', [proxied({ host: '0.0.0.0' })]],
  [
    'ports[1].targetPort',
    [{ ...second({ targetPort: 80 }), ...dependencies(DETAILS) }],
  ],
  ['excludedPorts', each('excludedPorts', [22], 22, 'all', null)],
  [
    'excludedPorts',
    [{ ...dependencies(DETAILS), excludedPorts: { outbound: [25] } }],
  ],
  [
    'excludedPorts.inbound',
    each('excludedPorts', {}, { inbound: [] }, { inbound: 9080 }),
  ],
  [
    'excludedPorts.inbound[0]',
    [22, 0, 'http', null, 9081].map(one => ({
      excludedPorts: { inbound: [one] },
    })),
  ],
  ['excludedPorts.inbound[1]', [{ excludedPorts: { inbound: [9080, 9080] } }]],
  [
    'excludedPorts.outbound',
    [{ excludedPorts: { outbound: '25', inbound: [9080] } }],
  ],
  [
    'excludedPorts.outbound[0]',
    [0, 65536, 2.5, '25', '1:65535', null].map(one => ({
      excludedPorts: { inbound: [9080], outbound: [one] },
    })),
  ],
  [
    'excludedPorts.addresses',
    [{ excludedPorts: { outbound: [1], addresses: [] } }],
  ],
  ['tokenDuration', [{ tokenDuration: 5 }]],
  ['spec', [{ spec: {} }]],
  ['"a b"', [{ 'a b': 1 }]],
  ['__proto__', [JSON.parse('{"__proto__":{"name":"x"}}')]],
];

const CASES = REFUSED.flatMap(([field, changes]) =>
  changes.map(change => ({ field, change })),
);

it('has several hundred cases', () => {
  expect(CASES.length).toBeGreaterThan(300);
});

it.each(CASES)('refuses $field of $change', ({ field, change }) => {
  const read = readVmOnboarding({ ...GOOD, ...change });
  const problems = 'problems' in read ? read.problems : [];
  expect(problems.map(one => one.field)).toEqual([field]);
  expect(problems[0].message).toMatch(/^\S+ .*\.$/);
});

it('names every problem at once', () => {
  const read = readVmOnboarding({
    name: 'A',
    ports: [{ name: 'B', number: 0 }],
    weight: 0,
    extra: 1,
  });
  expect('problems' in read && read.problems.map(({ field }) => field)).toEqual(
    [
      'extra',
      'ports[0].name',
      'ports[0].number',
      'name',
      'namespace',
      'weight',
    ],
  );
});
