import { analyze } from '../engine/AnalysisSession';
import {
  deployment,
  namespace,
  networking,
  object,
  pod,
  security,
  service,
  snapshotOf,
  verdictOf,
  verdicts,
} from '../testing/verdicts';

const labels = (matchLabels: object) => ({ selector: { matchLabels } });
type Case = [what: string, yaml: string, expected: string[], more?: object];

function check(analyzer: string, cases: Case[]): void {
  describe(`the analyzer ${analyzer}`, () => {
    it.each(cases)('%s', (_, yaml, expected, more = {}) => {
      expect(verdicts(`kiali.${analyzer}`, yaml, more)).toEqual(expected);
    });
  });
}

const pa = (name: string, spec: object = {}) =>
  security('PeerAuthentication', name, spec);
const P = pod('a/p', { app: 'p' });

check('PeerAuthentications', [
  ['one', pa('a/x') + pa('b/y'), []],
  [
    'two for all',
    pa('a/x') + pa('a/y', labels({})),
    [
      'KIA0002 | PeerAuthentication a/x | PeerAuthentication | x, y | a',
      'KIA0002 | PeerAuthentication a/y | PeerAuthentication | x, y | a',
    ],
  ],
  ['one for a pod', pa('a/x', labels({ app: 'p' })) + pa('a/y') + P, []],
  [
    'two for a pod',
    pa('a/x', labels({ app: 'p' })) + pa('a/y', labels({ app: 'p' })) + P,
    [
      'KIA0003 | PeerAuthentication a/x | PeerAuthentication | x, y | a/p',
      'KIA0003 | PeerAuthentication a/y | PeerAuthentication | x, y | a/p',
    ],
  ],
  [
    'none',
    pa('b/x', labels({ app: 'p' })) + P,
    ['KIA0004 | PeerAuthentication b/x | app=p'],
  ],
  [
    'a machine',
    pa('b/x', labels({ app: 'm' })) +
      networking('WorkloadEntry', 'b/m', {
        address: '1.1.1.1',
        labels: { app: 'm' },
      }),
    [],
  ],
  ['the mesh', pa('istio-system/x', labels({ app: 'p' })) + P, []],
  [
    'tokens of none',
    security('RequestAuthentication', 'a/r', labels({ app: 'q' })) + P,
    ['KIA0004 | RequestAuthentication a/r | app=q'],
  ],
  ['tokens of all', security('RequestAuthentication', 'b/r', {}) + P, []],
]);

const out = (kind: string, exportTo: string[]) =>
  networking(kind, 'a/x', { exportTo });
check('ExportNamespaces', [
  ['known', out('VirtualService', ['a', '.', '*', '~']) + namespace('a'), []],
  [
    'a route',
    out('VirtualService', ['b']) + namespace('a'),
    ['KIA0005 | VirtualService a/x | b'],
  ],
  [
    'a rule',
    out('DestinationRule', ['b']),
    ['KIA0005 | DestinationRule a/x | b'],
  ],
  [
    'a host',
    out('ServiceEntry', ['a', 'b']) + namespace('a'),
    ['KIA0005 | ServiceEntry a/x | b'],
  ],
]);

const ap = (spec: object, name = 'a/x') =>
  security('AuthorizationPolicy', name, spec);
const operation = (fields: object) =>
  ap({ rules: [{ to: [{ operation: fields }] }] });
check('AuthorizationRules', [
  ['methods', operation({ methods: ['GET', '*', '/a.B/C'] }), []],
  [
    'no methods',
    operation({ methods: ['get'], notMethods: ['FETCH'] }),
    [
      'KIA0102 | AuthorizationPolicy a/x | FETCH',
      'KIA0102 | AuthorizationPolicy a/x | get',
    ],
  ],
  [
    'hosts',
    operation({ hosts: ['s', '*.org', 's:80'] }) + service('a/s', []),
    [],
  ],
  [
    'no hosts',
    operation({ hosts: ['s'], notHosts: ['x.org'] }),
    [
      'KIA0104 | AuthorizationPolicy a/x | s',
      'KIA0104 | AuthorizationPolicy a/x | x.org',
    ],
  ],
]);

const source = (fields: object, more = {}) =>
  ap({ rules: [{ from: [{ source: fields }], ...more }] });
const as = (account: string) => pod('b/p', {}, { serviceAccountName: account });
const disabled = pa('a/off', { mtls: { mode: 'DISABLE' } });
check('AuthorizationIdentities', [
  [
    'an account in use',
    source({ principals: ['cluster.local/ns/b/sa/web'] }) + as('web'),
    [],
  ],
  [
    'an account that exists',
    source({ principals: ['cluster.local/ns/b/sa/web'] }) +
      object('v1', 'ServiceAccount', 'b/web'),
    [],
  ],
  ['patterns', source({ principals: ['*', 'cluster.local/ns/b/*'] }), []],
  [
    'none',
    source({ notPrincipals: ['cluster.local/ns/b/sa/web'] }) + as('other'),
    ['KIA0106 | AuthorizationPolicy a/x | cluster.local/ns/b/sa/web'],
  ],
  [
    'another domain',
    source({ principals: ['x.org/ns/b/sa/web'] }) + as('web'),
    ['KIA0108 | AuthorizationPolicy a/x | x.org/ns/b/sa/web | cluster.local'],
  ],
  [
    'an alias',
    source({ principals: ['x.org/ns/b/sa/web'] }) + as('web'),
    [],
    { meshConfig: 'trustDomainAliases: [x.org]' },
  ],
  [
    'no mTLS',
    source({ namespaces: ['b'] }) + disabled,
    ['KIA0105 | AuthorizationPolicy a/x | namespaces'],
  ],
  [
    'an attribute without mTLS',
    source(
      { ipBlocks: ['1.1.1.1'] },
      { when: [{ key: 'source.principal', values: ['x'] }] },
    ) + disabled,
    ['KIA0105 | AuthorizationPolicy a/x | source.principal'],
  ],
  ['addresses without mTLS', source({ ipBlocks: ['1.1.1.1'] }) + disabled, []],
  [
    'mTLS',
    source({ namespaces: ['b'] }) + pa('a/on', { mtls: { mode: 'STRICT' } }),
    [],
  ],
  [
    'mTLS of the workload',
    ap({
      ...labels({ app: 'p' }),
      rules: [{ from: [{ source: { namespaces: ['b'] } }] }],
    }) +
      disabled +
      pa('a/p', { ...labels({ app: 'p' }), mtls: { mode: 'STRICT' } }),
    [],
  ],
  [
    'no mTLS in the mesh',
    source({ namespaces: ['b'] }) +
      pa('istio-system/off', { mtls: { mode: 'DISABLE' } }),
    ['KIA0105 | AuthorizationPolicy a/x | namespaces'],
  ],
]);

it('tells an account of another cluster from none', () => {
  const policy = source({ principals: ['cluster.local/ns/b/sa/web'] });
  const { findings } = analyze(
    [
      snapshotOf(policy, { cluster: 'c1' }),
      snapshotOf(as('web'), { cluster: 'c2' }),
    ],
    { analyzers: ['kiali.AuthorizationIdentities'] },
  );
  expect(findings.map(verdictOf)).toEqual([
    'KIA0107 | AuthorizationPolicy a/x | cluster.local/ns/b/sa/web | c2',
  ]);
});

const dr = (name: string, spec: object) =>
  networking('DestinationRule', name, spec);
const tls = (name: string, host: string, mode: string) =>
  dr(name, { host, trafficPolicy: { tls: { mode } } });
const MANUAL = { meshConfig: 'enableAutoMtls: false' };
const strict = (name: string) => pa(name, { mtls: { mode: 'STRICT' } });
const S = service('a/s', []);
check('MutualTls', [
  [
    'the mesh',
    tls('istio-system/r', '*.local', 'ISTIO_MUTUAL'),
    ['KIA0205 | DestinationRule istio-system/r'],
    MANUAL,
  ],
  ['the mesh, by itself', tls('istio-system/r', '*.local', 'ISTIO_MUTUAL'), []],
  [
    'the mesh with a policy',
    tls('istio-system/r', '*.local', 'ISTIO_MUTUAL') + strict('istio-system/p'),
    [],
    MANUAL,
  ],
  [
    'a namespace',
    tls('a/r', '*.a.svc.cluster.local', 'MUTUAL'),
    ['KIA0206 | DestinationRule a/r | a'],
    MANUAL,
  ],
  [
    'a namespace with a policy',
    tls('a/r', '*.a.svc.cluster.local', 'MUTUAL') + strict('a/p'),
    [],
    MANUAL,
  ],
  [
    'off against a namespace',
    tls('b/r', 's.a.svc.cluster.local', 'DISABLE') + strict('a/p') + S,
    ['KIA0207 | DestinationRule b/r | a/p'],
  ],
  [
    'off against the mesh',
    tls('a/r', 's', 'DISABLE') + strict('istio-system/p') + S,
    ['KIA0208 | DestinationRule a/r | istio-system/p'],
  ],
  [
    'off as the namespace says',
    tls('a/r', 's', 'DISABLE') +
      strict('istio-system/p') +
      pa('a/p', { mtls: { mode: 'PERMISSIVE' } }) +
      S,
    [],
  ],
  [
    'off for an outside host',
    tls('a/r', 'x.org', 'DISABLE') + strict('istio-system/p'),
    [],
  ],
  ['on', tls('a/r', 's', 'ISTIO_MUTUAL') + strict('istio-system/p') + S, []],
  [
    'demanded of the mesh',
    strict('istio-system/p'),
    ['KIA0401 | PeerAuthentication istio-system/p'],
    MANUAL,
  ],
  [
    'demanded of a namespace',
    strict('a/p'),
    ['KIA0501 | PeerAuthentication a/p | a'],
    MANUAL,
  ],
  [
    'demanded and sent',
    strict('a/p') + tls('a/r', '*.a.svc.cluster.local', 'MUTUAL'),
    [],
    MANUAL,
  ],
  ['demanded, by itself', strict('a/p'), []],
  [
    'off against a rule',
    pa('a/p', { mtls: { mode: 'DISABLE' } }) +
      tls('a/r', '*.a.svc.cluster.local', 'MUTUAL'),
    ['KIA0505 | PeerAuthentication a/p | a/r'],
  ],
  [
    'off in the mesh against a rule',
    pa('istio-system/p', { mtls: { mode: 'DISABLE' } }) +
      tls('a/r', '*.local', 'MUTUAL'),
    ['KIA0506 | PeerAuthentication istio-system/p | a/r'],
  ],
  [
    'of some workloads',
    pa('a/p', { ...labels({ a: 'b' }), mtls: { mode: 'DISABLE' } }) +
      tls('a/r', '*.a.svc.cluster.local', 'MUTUAL'),
    [],
  ],
  [
    'the mesh by its domain',
    tls('istio-system/r', '*.svc.cluster.local', 'ISTIO_MUTUAL'),
    ['KIA0205 | DestinationRule istio-system/r'],
    MANUAL,
  ],
  [
    'the mesh by a star',
    tls('istio-system/r', '*', 'ISTIO_MUTUAL'),
    ['KIA0205 | DestinationRule istio-system/r'],
    MANUAL,
  ],
  [
    'the mesh with a policy of some',
    tls('istio-system/r', '*.local', 'ISTIO_MUTUAL') +
      pa('istio-system/p', { ...labels({ a: 'b' }), mtls: { mode: 'STRICT' } }),
    ['KIA0205 | DestinationRule istio-system/r'],
    MANUAL,
  ],
  [
    'the mesh with a policy that says nothing',
    tls('istio-system/r', '*.local', 'ISTIO_MUTUAL') + pa('istio-system/p'),
    ['KIA0205 | DestinationRule istio-system/r'],
    MANUAL,
  ],
]);

check('DestinationRules', [
  ['other hosts', dr('a/r', { host: 's' }) + dr('b/r', { host: 's' }), []],
  [
    'the same host',
    dr('a/r', { host: 's' }) + dr('b/q', { host: 's.a.svc.cluster.local' }),
    [
      'KIA0201 | DestinationRule b/q | s.a.svc.cluster.local | a/r',
      'KIA0201 | DestinationRule a/r | s.a.svc.cluster.local | b/q',
    ],
  ],
  [
    'other subsets',
    dr('a/r', { host: 's', subsets: [{ name: 'x', labels: { a: 'b' } }] }) +
      dr('a/q', { host: 's', subsets: [{ name: 'y', labels: { a: 'b' } }] }),
    [],
  ],
  [
    'other workloads',
    dr('a/r', { host: 's' }) +
      dr('a/q', { host: 's', workloadSelector: { matchLabels: { a: 'b' } } }),
    [],
  ],
  [
    'no labels',
    dr('a/r', { host: 's', subsets: [{ name: 'x' }] }),
    ['KIA0209 | DestinationRule a/r | x'],
  ],
  [
    'less TLS',
    dr('a/r', { host: 's' }) + tls('istio-system/m', '*.local', 'ISTIO_MUTUAL'),
    ['KIA0204 | DestinationRule a/r | istio-system/m'],
    MANUAL,
  ],
  [
    'less TLS than the namespace',
    dr('a/r', { host: 's' }) +
      tls('a/m', '*.a.svc.cluster.local', 'ISTIO_MUTUAL'),
    ['KIA0204 | DestinationRule a/r | a/m'],
    MANUAL,
  ],
  [
    'less TLS, by itself',
    dr('a/r', { host: 's' }) + tls('istio-system/m', '*.local', 'ISTIO_MUTUAL'),
    [],
  ],
  [
    'TLS of its own',
    tls('a/r', 's', 'DISABLE') +
      tls('istio-system/m', '*.local', 'ISTIO_MUTUAL'),
    [],
    MANUAL,
  ],
  [
    'TLS of one host',
    dr('a/r', { host: 's' }) + tls('a/m', 't', 'ISTIO_MUTUAL'),
    [],
    MANUAL,
  ],
  [
    'no TLS of the mesh',
    dr('a/r', { host: 's' }) + tls('istio-system/m', '*.local', 'DISABLE'),
    [],
    MANUAL,
  ],
]);

check('PortNames', [
  [
    'a protocol',
    networking('ServiceEntry', 'a/e', {
      ports: [{ number: 1, name: 'https-x', protocol: 'HTTPS' }],
    }),
    [],
  ],
  [
    'no protocol',
    networking('ServiceEntry', 'a/e', {
      ports: [{ number: 1, name: 'web', protocol: 'HTTP' }],
    }),
    ['KIA0601 | ServiceEntry a/e | web | HTTP'],
  ],
  [
    'a gateway',
    networking('Gateway', 'a/g', {
      servers: [{ port: { number: 1, name: 'web', protocol: 'HTTP' } }],
    }),
    ['KIA0601 | Gateway a/g | web | HTTP'],
  ],
  [
    'no name',
    networking('Gateway', 'a/g', {
      servers: [{ port: { number: 1, protocol: 'HTTP' } }],
    }),
    [],
  ],
  [
    'an appProtocol',
    service('a/s', [
      { port: 1, appProtocol: 'http' },
      { port: 2, appProtocol: 'x' },
    ]),
    ['KIA0602 | Service a/s | x'],
  ],
]);

const backend = (container: object, of = 'a/d') =>
  deployment(of, { app: 'd' }, container);
const at = (port: object) => service('a/s', [port], { selector: { app: 'd' } });
check('ContainerPorts', [
  [
    'a number',
    at({ port: 80, targetPort: 8080 }) +
      backend({ ports: [{ containerPort: 8080 }] }),
    [],
  ],
  [
    'a name',
    at({ port: 80, targetPort: 'web' }) +
      backend({ ports: [{ name: 'web', containerPort: 1 }] }),
    [],
  ],
  [
    'the port itself',
    at({ port: 80 }) + backend({ ports: [{ containerPort: 80 }] }),
    [],
  ],
  [
    'no such port',
    at({ port: 80, targetPort: 81 }) +
      backend({ ports: [{ containerPort: 80 }] }),
    ['KIA0701 | Service a/s | 81 | d'],
  ],
  ['no port at all', at({ port: 80 }) + backend({}), []],
  [
    'elsewhere',
    at({ port: 80 }) + backend({ ports: [{ containerPort: 81 }] }, 'b/d'),
    [],
  ],
  [
    'no selector',
    service('a/s', [{ port: 80 }]) +
      backend({ ports: [{ containerPort: 81 }] }),
    [],
  ],
]);

const sidecar = (spec: object, name = 'a/s') =>
  networking('Sidecar', name, spec);
check('Sidecars', [
  [
    'a host',
    sidecar({
      egress: [{ hosts: ['./s.a.svc.cluster.local', '*/*', 'x/*.org', '~/*'] }],
    }) + service('a/s', []),
    [],
  ],
  [
    'no host',
    sidecar({ egress: [{ hosts: ['b/x.org'] }] }),
    ['KIA1004 | Sidecar a/s | b/x.org'],
  ],
  [
    'a selector for the mesh',
    sidecar({ workloadSelector: { labels: { a: 'b' } } }, 'istio-system/s'),
    ['KIA1006 | Sidecar istio-system/s | istio-system'],
  ],
  ['a selector', sidecar({ workloadSelector: { labels: { a: 'b' } } }), []],
  [
    'no mode',
    sidecar({ outboundTrafficPolicy: {} }),
    ['KIA1007 | Sidecar a/s'],
  ],
  ['a mode', sidecar({ outboundTrafficPolicy: { mode: 'ALLOW_ANY' } }), []],
  [
    'a host without a namespace',
    sidecar({ egress: [{ hosts: ['x.org'] }] }),
    [],
  ],
  [
    'a host that is left out',
    sidecar({ egress: [{ hosts: ['~b/x.org'] }] }),
    [],
  ],
]);

const vs = (name: string, spec: object) =>
  networking('VirtualService', name, spec);
const matched = (gateway: string) =>
  vs('a/v', { http: [{ match: [{ gateways: [gateway] }] }] });
const routed = (...routes: object[]) =>
  vs('a/v', { http: [{ route: routes }] });
const to = (host: string, more = {}) => ({ destination: { host, ...more } });
check('Routes', [
  ['a gateway', matched('b/g') + networking('Gateway', 'b/g', {}), []],
  ['the mesh', matched('mesh'), []],
  ['no gateway', matched('g'), ['KIA1102 | VirtualService a/v | g']],
  [
    'a weight',
    routed({ ...to('s'), weight: 50 }),
    ['KIA1104 | VirtualService a/v | 50'],
  ],
  ['all the weight', routed({ ...to('s'), weight: 100 }), []],
  [
    'two weights',
    routed({ ...to('s'), weight: 50 }, { ...to('t'), weight: 50 }),
    [],
  ],
  [
    'the same twice',
    routed(
      to('s', { subset: 'x' }),
      to('s.a.svc.cluster.local', { subset: 'x' }),
    ),
    ['KIA1105 | VirtualService a/v | s.a.svc.cluster.local+x'],
  ],
  [
    'two subsets',
    routed(to('s', { subset: 'x' }), to('s', { subset: 'y' })),
    [],
  ],
  [
    'two ports',
    routed(to('s', { port: { number: 1 } }), to('s', { port: { number: 2 } })),
    [],
  ],
  [
    'a host of a gateway twice',
    vs('a/v', { hosts: ['x.org'], gateways: ['g'] }) +
      vs('b/w', { hosts: ['x.org'], gateways: ['a/g'] }),
    [
      'KIA1106 | VirtualService a/v | x.org | a/g | b/w',
      'KIA1106 | VirtualService b/w | x.org | a/g | a/v',
    ],
  ],
  [
    'of the mesh',
    vs('a/v', { hosts: ['x.org'], gateways: ['mesh'] }) +
      vs('a/w', { hosts: ['x.org'], gateways: ['mesh'] }),
    [],
  ],
  [
    'of two gateways',
    vs('a/v', { hosts: ['x.org'], gateways: ['g'] }) +
      vs('b/w', { hosts: ['x.org'], gateways: ['g'] }),
    [],
  ],
]);

const se = (name: string, number: number, more = {}) =>
  networking('ServiceEntry', name, {
    hosts: ['x.org'],
    ports: [{ number }],
    ...more,
  });
check('ServiceEntries', [
  ['other ports', se('a/e', 1) + se('b/f', 2), []],
  [
    'the same',
    se('a/e', 1) + se('b/f', 1),
    [
      'KIA1211 | ServiceEntry a/e | x.org | 1 | b/f',
      'KIA1211 | ServiceEntry b/f | x.org | 1 | a/e',
    ],
  ],
  [
    'for others',
    se('a/e', 1, { exportTo: ['.'] }) + se('b/f', 1, { exportTo: ['.'] }),
    [],
  ],
]);

const MESH = namespace('a', { 'istio-injection': 'enabled' });
check('UncoveredWorkloads', [
  ['none', MESH + backend({}), ['KIA1301 | Deployment a/d | a/d']],
  ['outside the mesh', backend({}), []],
  ['a policy', MESH + backend({}) + ap(labels({ app: 'd' })), []],
  [
    'of other workloads',
    MESH + backend({}) + ap(labels({ app: 'x' })),
    ['KIA1301 | Deployment a/d | a/d'],
  ],
  ['of the mesh', MESH + backend({}) + ap({}, 'istio-system/x'), []],
]);

const AMBIENT = namespace('a', { 'istio.io/dataplane-mode': 'ambient' });
const WITH_WAYPOINT = namespace('a', {
  'istio.io/dataplane-mode': 'ambient',
  'istio.io/use-waypoint': 'w',
});
const L7 = { rules: [{ to: [{ operation: { methods: ['GET'] } }] }] };
check('AmbientPolicies', [
  ['no waypoint', AMBIENT + ap(L7), ['KIA0109 | AuthorizationPolicy a/x | a']],
  ['no target', WITH_WAYPOINT + ap(L7), ['KIA0110 | AuthorizationPolicy a/x']],
  [
    'a target',
    WITH_WAYPOINT + ap({ ...L7, targetRefs: [{ kind: 'Gateway', name: 'w' }] }),
    [],
  ],
  [
    'connections',
    AMBIENT + ap({ rules: [{ to: [{ operation: { ports: ['1'] } }] }] }),
    [],
  ],
  [
    'a condition',
    AMBIENT +
      ap({ rules: [{ when: [{ key: 'request.headers[a]', values: ['b'] }] }] }),
    ['KIA0109 | AuthorizationPolicy a/x | a'],
  ],
  ['not ambient', MESH + ap(L7), []],
  [
    'tokens',
    AMBIENT + security('RequestAuthentication', 'a/r', {}),
    ['KIA1110 | RequestAuthentication a/r | a'],
  ],
  [
    'tokens without a target',
    WITH_WAYPOINT + security('RequestAuthentication', 'a/r', {}),
    ['KIA1115 | RequestAuthentication a/r'],
  ],
  [
    'a plugin',
    AMBIENT +
      object('extensions.istio.io/v1alpha1', 'WasmPlugin', 'a/w', { spec: {} }),
    ['KIA1111 | WasmPlugin a/w | a'],
  ],
  [
    'telemetry',
    WITH_WAYPOINT +
      object('telemetry.istio.io/v1', 'Telemetry', 'a/t', { spec: {} }),
    ['KIA1117 | Telemetry a/t'],
  ],
]);

const UNENROLLED = service(
  'a/s',
  [],
  {},
  { labels: { 'istio.io/use-waypoint': 'none' } },
);
check('AmbientTraffic', [
  [
    'no waypoint',
    AMBIENT + S + dr('a/r', { host: 's' }),
    ['KIA0210 | DestinationRule a/r | a'],
  ],
  ['a waypoint', WITH_WAYPOINT + S + dr('a/r', { host: 's' }), []],
  [
    'not for the service',
    WITH_WAYPOINT + UNENROLLED + dr('a/r', { host: 's' }),
    ['KIA0211 | DestinationRule a/r | a/s'],
  ],
  [
    'elsewhere',
    WITH_WAYPOINT + S + dr('b/r', { host: 's.a.svc.cluster.local' }),
    ['KIA0212 | DestinationRule b/r | a/s'],
  ],
  [
    'by its short name',
    WITH_WAYPOINT + S + dr('b/r', { host: 's.a' }),
    ['KIA0212 | DestinationRule b/r | a/s'],
  ],
  ['not ambient', MESH + S + dr('a/r', { host: 's' }), []],
  [
    'a route',
    AMBIENT + S + vs('a/v', { hosts: ['s'], http: [{}] }),
    ['KIA1109 | VirtualService a/v | a'],
  ],
  [
    'a route for gateways',
    AMBIENT + S + vs('a/v', { hosts: ['s'], gateways: ['g'], http: [{}] }),
    [],
  ],
  ['a route of TCP', AMBIENT + S + vs('a/v', { hosts: ['s'], tcp: [{}] }), []],
  [
    'a route not for the service',
    WITH_WAYPOINT + UNENROLLED + vs('a/v', { hosts: ['s'], http: [{}] }),
    ['KIA1113 | VirtualService a/v | a/s'],
  ],
  [
    'a route elsewhere',
    WITH_WAYPOINT +
      S +
      vs('b/v', { hosts: ['s.a.svc.cluster.local'], http: [{}] }),
    ['KIA1114 | VirtualService b/v | a/s'],
  ],
  [
    'a name that is none',
    WITH_WAYPOINT + S + dr('b/r', { host: 's.a.example.org' }),
    [],
  ],
  [
    'its name with svc',
    WITH_WAYPOINT + S + dr('b/r', { host: 's.a.svc' }),
    ['KIA0212 | DestinationRule b/r | a/s'],
  ],
]);

const kube = (name: string, spec: object) =>
  object('gateway.networking.k8s.io/v1', 'Gateway', name, { spec });
const WAYPOINT = kube('a/w', { gatewayClassName: 'istio-waypoint' });
const plain = (own: object = {}) => pod('a/p', own, { proxy: '' });
check('AmbientWorkloads', [
  ['as it should be', AMBIENT + plain(), []],
  ['two proxies', AMBIENT + pod('a/p'), ['KIA1311 | Pod a/p | a/p']],
  [
    'a pod that opted out',
    AMBIENT + pod('a/p', { 'istio.io/dataplane-mode': 'none' }),
    [],
  ],
  [
    'asks for a proxy',
    AMBIENT + plain({ 'sidecar.istio.io/inject': 'true' }),
    ['KIA1314 | Pod a/p | a/p'],
  ],
  [
    'asks for ambient',
    MESH + pod('a/p', { 'istio.io/dataplane-mode': 'ambient' }),
    ['KIA1315 | Pod a/p | a/p'],
  ],
  [
    'a waypoint beside a proxy',
    MESH + WAYPOINT + pod('a/p', { 'istio.io/use-waypoint': 'w' }),
    ['KIA1316 | Pod a/p | a/p'],
  ],
  ['a waypoint', WITH_WAYPOINT + WAYPOINT + plain(), []],
  ['no waypoint', WITH_WAYPOINT + plain(), ['KIA1312 | Namespace a | a/w']],
  [
    'another gateway',
    WITH_WAYPOINT + kube('a/w', { gatewayClassName: 'istio' }),
    ['KIA1313 | Namespace a | a/w'],
  ],
  [
    'a gateway',
    AMBIENT + pod('a/p', { 'gateway.networking.k8s.io/gateway-name': 'g' }),
    [],
  ],
  [
    'a policy',
    AMBIENT + plain({ app: 'p' }) + ap({ ...L7, ...labels({ app: 'p' }) }),
    ['KIA1317 | Pod a/p | a/p | a/x'],
  ],
  [
    'a policy of others',
    AMBIENT + plain({ app: 'q' }) + ap({ ...L7, ...labels({ app: 'p' }) }),
    [],
  ],
  [
    'a policy with a waypoint',
    WITH_WAYPOINT +
      WAYPOINT +
      plain({ app: 'p' }) +
      ap({ ...L7, ...labels({ app: 'p' }) }),
    [],
  ],
  [
    'a policy for a pod outside',
    namespace('a') +
      plain({ app: 'p' }) +
      ap({ ...L7, ...labels({ app: 'p' }) }),
    [],
  ],
  [
    'a policy for a pod with a proxy',
    AMBIENT + pod('a/p', { app: 'p' }) + ap({ ...L7, ...labels({ app: 'p' }) }),
    ['KIA1311 | Pod a/p | a/p'],
  ],
]);

const route = (spec: object) =>
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'a/r', { spec });
check('GatewayApiRoutes', [
  [
    'known',
    route({
      parentRefs: [{ name: 'w' }],
      rules: [{ backendRefs: [{ name: 's', port: 1 }] }],
    }) +
      WAYPOINT +
      S,
    [],
  ],
  [
    'unknown',
    route({
      parentRefs: [{ name: 'w', namespace: 'b' }],
      rules: [{ backendRefs: [{ name: 't' }] }],
    }) +
      WAYPOINT +
      S,
    ['KIA1401 | HTTPRoute a/r | b/w', 'KIA1402 | HTTPRoute a/r | a/t'],
  ],
  [
    'of a service',
    route({
      parentRefs: [{ kind: 'Service', name: 's' }],
      rules: [{ backendRefs: [{ kind: 'Hostname', name: 't' }] }],
    }),
    [],
  ],
]);

const CLASS = object('gateway.networking.k8s.io/v1', 'GatewayClass', 'c', {
  spec: {},
});
const listener = (hostname: string, name = 'x') => ({
  name,
  hostname,
  port: 80,
  protocol: 'HTTP',
});
const gw = (name: string, spec: object) =>
  kube(name, { gatewayClassName: 'c', ...spec });
check('GatewayApiGateways', [
  [
    'other hosts',
    CLASS +
      gw('a/g', { listeners: [listener('x.org')] }) +
      gw('a/h', { listeners: [listener('y.org')] }),
    [],
  ],
  [
    'the same host',
    CLASS +
      gw('a/g', { listeners: [listener('x.org')] }) +
      gw('b/h', { listeners: [listener('x.org')] }),
    [
      'KIA1501 | Gateway a/g | x.org | 80 | b/h',
      'KIA1501 | Gateway b/h | x.org | 80 | a/g',
    ],
  ],
  [
    'no host',
    CLASS +
      gw('a/g', { listeners: [{ name: 'x', port: 80 }] }) +
      gw('b/h', { listeners: [{ name: 'x', port: 80 }] }),
    [],
  ],
  [
    'the same address',
    CLASS +
      gw('a/g', { addresses: [{ value: '1.1.1.1' }] }) +
      gw('b/h', { addresses: [{ value: '1.1.1.1' }] }),
    [
      'KIA1502 | Gateway a/g | 1.1.1.1 | b/h',
      'KIA1502 | Gateway b/h | 1.1.1.1 | a/g',
    ],
  ],
  [
    'two listeners',
    CLASS + gw('a/g', { listeners: [listener('x.org'), listener('y.org')] }),
    ['KIA1503 | Gateway a/g | the name x'],
  ],
  [
    'two listeners of a host',
    CLASS +
      gw('a/g', { listeners: [listener('x.org'), listener('x.org', 'y')] }),
    ['KIA1503 | Gateway a/g | host x.org, port 80 and protocol HTTP'],
  ],
  ['no class', gw('a/g', {}), ['KIA1504 | Gateway a/g | c']],
]);

check('ReferenceGrants', [
  [
    'known',
    object('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', 'a/g', {
      spec: { from: [{ namespace: 'a' }] },
    }) + namespace('a'),
    [],
  ],
  [
    'unknown',
    object('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', 'a/g', {
      spec: { from: [{ namespace: 'b' }] },
    }) + namespace('a'),
    ['KIA1601 | ReferenceGrant a/g | b'],
  ],
]);

const group = (name: string, spec: object) =>
  networking('WorkloadGroup', name, spec);
check('WorkloadGroups', [
  [
    'an account',
    group('a/g', { template: { serviceAccount: 'x' } }) +
      object('v1', 'ServiceAccount', 'a/x'),
    [],
  ],
  ['the usual account', group('a/g', { template: {} }), []],
  [
    'no account',
    group('a/g', { template: { serviceAccount: 'x' } }) +
      object('v1', 'ServiceAccount', 'b/x'),
    ['KIA1701 | WorkloadGroup a/g | x'],
  ],
  [
    'the same labels',
    group('a/g', { metadata: { labels: { a: 'b' } } }) +
      group('a/h', { template: { labels: { a: 'b' } } }),
    ['KIA1702 | WorkloadGroup a/g | a/h', 'KIA1702 | WorkloadGroup a/h | a/g'],
  ],
  ['no labels', group('a/g', {}) + group('a/h', {}), []],
  [
    'other namespaces',
    group('a/g', { metadata: { labels: { a: 'b' } } }) +
      group('b/h', { metadata: { labels: { a: 'b' } } }),
    [],
  ],
]);
