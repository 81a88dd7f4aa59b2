import {
  networking,
  object,
  pod,
  security,
  service,
  verdicts,
} from '../testing/verdicts';

const vs = (name: string, spec: object) =>
  networking('VirtualService', name, spec);
const http = (...destinations: object[]) => [
  { route: destinations.map(destination => ({ destination })) },
];
const PORT = { name: 'http', port: 80 };

describe('routeHosts', () => {
  const analyzer = 'virtualservice.DestinationHostAnalyzer';
  const svc = (name: string, ports = [PORT], annotations = {}) =>
    service(name, ports, {}, { annotations });
  const entry = (name: string, hosts: string[], more = {}) =>
    networking('ServiceEntry', name, {
      hosts,
      ports: [{ number: 80 }],
      ...more,
    });
  const to = (destination: object, more = {}) =>
    vs('a/v', { hosts: ['v'], http: http(destination), ...more });
  const missing = (host: string) => [
    `IST0101 | VirtualService a/v | host | ${host}`,
  ];

  it.each<[string, string, string[]]>([
    ['a short name', to({ host: 's' }) + svc('a/s'), []],
    [
      'a short name of another namespace',
      to({ host: 's' }) + svc('b/s'),
      missing('s'),
    ],
    ['a full name', to({ host: 's.b.svc.cluster.local' }) + svc('b/s'), []],
    [
      'a name with a dot, which is no short name',
      to({ host: 's.a' }) + svc('a/s'),
      missing('s.a'),
    ],
    [
      'a Service for its namespace only',
      to({ host: 's.b.svc.cluster.local' }) +
        svc('b/s', [PORT], { 'networking.istio.io/exportTo': '.' }),
      missing('s.b.svc.cluster.local'),
    ],
    [
      'a Service for several namespaces',
      to({ host: 's.b.svc.cluster.local' }) +
        svc('b/s', [PORT], { 'networking.istio.io/exportTo': 'c, a' }),
      [],
    ],
    ['an outside host', to({ host: 'x.org' }) + entry('b/e', ['x.org']), []],
    [
      'an outside host of another namespace',
      to({ host: 'x.org' }) + entry('b/e', ['x.org'], { exportTo: ['.'] }),
      missing('x.org'),
    ],
    [
      'an outside host for this namespace',
      to({ host: 'x.org' }) + entry('b/e', ['x.org'], { exportTo: ['a'] }),
      [],
    ],
    ['a wildcard', to({ host: 'y.x.org' }) + entry('b/e', ['*.x.org']), []],
    [
      'a wildcard within a wildcard',
      to({ host: '*.y.x.org' }) + entry('b/e', ['*.x.org']),
      [],
    ],
    [
      'another wildcard',
      to({ host: 'x.org' }) + entry('b/e', ['*.x.org']),
      missing('x.org'),
    ],
    [
      'a wildcard of another namespace',
      to({ host: 'y.x.org' }) + entry('b/e', ['*.x.org'], { exportTo: ['.'] }),
      missing('y.x.org'),
    ],
    [
      'what Istio finds by the exportTo of the route',
      to({ host: 'x.org' }, { exportTo: ['b'] }) +
        entry('b/e', ['x.org'], { exportTo: ['.'] }),
      [],
    ],
    [
      'a host for all beside one for a namespace',
      to({ host: 'x.org' }) + entry('b/e', ['x.org'], { exportTo: ['c', '*'] }),
      [],
    ],
    [
      'no port, and several to choose from',
      to({ host: 's' }) + svc('a/s', [PORT, { name: 'x', port: 81 }]),
      ['IST0112 | VirtualService a/v | s | 80, 81'],
    ],
    [
      'a port',
      to({ host: 's', port: { number: 81 } }) +
        svc('a/s', [PORT, { name: 'x', port: 81 }]),
      [],
    ],
    [
      'another port',
      to({ host: 's', port: { number: 82 } }) + svc('a/s'),
      ['IST0101 | VirtualService a/v | host:port | s:82'],
    ],
    [
      'mirrors',
      vs('a/v', {
        http: [
          { mirror: { host: 'm' }, mirrors: [{ destination: { host: 'n' } }] },
        ],
      }),
      [
        'IST0101 | VirtualService a/v | mirror host | m',
        'IST0101 | VirtualService a/v | mirror host | n',
      ],
    ],
    [
      'TCP and TLS',
      vs('a/v', { tcp: http({ host: 't' }), tls: http({ host: 'u' }) }),
      [
        'IST0101 | VirtualService a/v | host | t',
        'IST0101 | VirtualService a/v | host | u',
      ],
    ],
    [
      'a gateway that passes by the subsets',
      svc('a/s') +
        vs('a/split', {
          hosts: ['s'],
          http: http({ host: 's', subset: 'v1' }),
        }) +
        vs('a/v', {
          hosts: ['x.org'],
          gateways: ['g'],
          http: http({ host: 's' }),
        }),
      ['IST0140 | VirtualService a/v | a/split | a/v'],
    ],
    [
      'a gateway with a subset of its own',
      svc('a/s') +
        vs('a/split', {
          hosts: ['s'],
          http: http({ host: 's', subset: 'v1' }),
        }) +
        vs('a/v', {
          hosts: ['x.org'],
          gateways: ['g'],
          http: http({ host: 's', subset: 'v1' }),
        }),
      [],
    ],
    [
      'no gateway',
      svc('a/s') +
        vs('a/split', {
          hosts: ['s'],
          http: http({ host: 's', subset: 'v1' }),
        }) +
        vs('a/v', { hosts: ['x.org'], http: http({ host: 's' }) }),
      [],
    ],
    [
      'subsets of another host',
      svc('a/s') +
        vs('a/split', {
          hosts: ['t'],
          http: http({ host: 's', subset: 'v1' }),
        }) +
        vs('a/v', {
          hosts: ['x.org'],
          gateways: ['g'],
          http: http({ host: 's' }),
        }),
      [],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('routeSubsets', () => {
  const analyzer = 'virtualservice.DestinationRuleAnalyzer';
  const rule = (name: string, host: string) =>
    networking('DestinationRule', name, { host, subsets: [{ name: 'v1' }] });
  const to = (host: string, subset?: string) =>
    vs('a/v', { http: http({ host, ...(subset ? { subset } : {}) }) });

  it.each<[string, string, string[]]>([
    ['a subset', to('s', 'v1') + rule('a/r', 's'), []],
    [
      'by its full name',
      to('s.a.svc.cluster.local', 'v1') + rule('a/r', 's'),
      [],
    ],
    [
      'of another namespace',
      to('s', 'v1') + rule('b/r', 's'),
      ['IST0101 | VirtualService a/v | host+subset in destinationrule | s+v1'],
    ],
    [
      'another subset',
      to('s', 'v2') + rule('a/r', 's'),
      ['IST0101 | VirtualService a/v | host+subset in destinationrule | s+v2'],
    ],
    ['no subset', to('s'), []],
    [
      'mirrors',
      vs('a/v', { http: [{ mirror: { host: 's', subset: 'm' } }] }),
      ['IST0101 | VirtualService a/v | mirror+subset in destinationrule | s+m'],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('routeGateways', () => {
  const analyzer = 'virtualservice.GatewayAnalyzer';
  const gateway = (name: string, ...hosts: string[]) =>
    networking('Gateway', name, { servers: [{ hosts }] });
  const bound = (gateways: string[], hosts = ['x.org']) =>
    vs('a/v', { hosts, gateways });
  const unserved = ['IST0132 | VirtualService a/v | x.org | a/v | a/g'];

  it.each<[string, string, string[]]>([
    ['a gateway', bound(['g']) + gateway('a/g', 'x.org'), []],
    ['the mesh', bound(['mesh']), []],
    ['a gateway elsewhere', bound(['b/g']) + gateway('b/g', '*.org'), []],
    [
      'no gateway',
      bound(['g']),
      ['IST0101 | VirtualService a/v | gateway | g', ...unserved],
    ],
    ['another host', bound(['g']) + gateway('a/g', 'y.org'), unserved],
    ['a host for this namespace', bound(['g']) + gateway('a/g', './x.org'), []],
    [
      'a host for another namespace',
      bound(['g']) + gateway('a/g', 'b/x.org'),
      unserved,
    ],
    ['a host for all', bound(['g']) + gateway('a/g', '*/x.org'), []],
    ['everything', bound(['g']) + gateway('a/g', 'b/y.org', '*/*'), []],
    [
      'a wildcard within a wildcard',
      bound(['g'], ['*.x.org']) + gateway('a/g', '*.y.x.org'),
      [],
    ],
    [
      'two wildcards',
      bound(['g'], ['*.y.x.org']) + gateway('a/g', '*.x.org'),
      [],
    ],
    [
      "Istio's own gateway",
      bound(['b/g~istio-autogenerated-k8s-gateway~http']),
      [
        'IST0165 | VirtualService a/v | a/v | b/g~istio-autogenerated-k8s-gateway~http',
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('jwtClaimRoutes', () => {
  const analyzer = 'virtualservice.JWTClaimRouteAnalyzer';
  const claim = (key: string, field = 'headers') =>
    vs('a/v', {
      gateways: ['g', 'mesh', 'none'],
      http: [{ match: [{ [field]: { [key]: { exact: 'x' } } }] }],
    });
  const GATEWAY =
    networking('Gateway', 'a/g', { selector: { istio: 'in' } }) +
    pod('edge/p', { istio: 'in' });
  const auth = (name: string, spec = {}) =>
    security('RequestAuthentication', name, spec);
  const unchecked = (key: string) => [
    `IST0149 | VirtualService a/v | ${key} | a/g | p`,
  ];

  it.each<[string, string, string[]]>([
    [
      'no policy',
      claim('@request.auth.claims.sub') + GATEWAY,
      unchecked('@request.auth.claims.sub'),
    ],
    [
      'brackets',
      claim('@request.auth.claims[sub]') + GATEWAY,
      unchecked('@request.auth.claims[sub]'),
    ],
    [
      'capitals',
      claim('@Request.Auth.Claims.sub') + GATEWAY,
      unchecked('@Request.Auth.Claims.sub'),
    ],
    [
      'the absence of a claim',
      claim('@request.auth.claims.sub', 'withoutHeaders') + GATEWAY,
      unchecked('@request.auth.claims.sub'),
    ],
    ['no claim', claim('@request.auth.claims.') + GATEWAY, []],
    ['a header', claim('x-sub') + GATEWAY, []],
    [
      'a policy of the namespace',
      claim('@request.auth.claims.sub') + GATEWAY + auth('edge/r'),
      [],
    ],
    [
      'a policy of the mesh',
      claim('@request.auth.claims.sub') +
        GATEWAY +
        auth('istio-system/r', { selector: { matchLabels: { istio: 'in' } } }),
      [],
    ],
    [
      'a policy of other pods',
      claim('@request.auth.claims.sub') +
        GATEWAY +
        auth('edge/r', { selector: { matchLabels: { istio: 'out' } } }),
      unchecked('@request.auth.claims.sub'),
    ],
    [
      'a policy elsewhere',
      claim('@request.auth.claims.sub') + GATEWAY + auth('a/r'),
      unchecked('@request.auth.claims.sub'),
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('meshHostConflicts', () => {
  const analyzer = 'virtualservice.ConflictingMeshGatewayHostsAnalyzer';
  const of = (name: string, hosts: string[], more = {}) =>
    vs(name, { hosts, ...more });
  const pair = (one: string, other: string, host: string) =>
    [one, other].map(
      name =>
        `IST0109 | VirtualService ${name} | ${[one, other]
          .sort()
          .join(',')} | ${host}`,
    );

  it.each<[string, string, string[]]>([
    [
      'the same host',
      of('a/v', ['x.org']) + of('b/w', ['x.org']),
      pair('a/v', 'b/w', '*/x.org'),
    ],
    [
      'short and full',
      of('a/v', ['s']) + of('b/w', ['s.a.svc.cluster.local']),
      pair('a/v', 'b/w', '*/s.a.svc.cluster.local'),
    ],
    ['other hosts', of('a/v', ['s']) + of('b/w', ['s']), []],
    [
      'gateways only',
      of('a/v', ['x.org'], { gateways: ['g'] }) + of('b/w', ['x.org']),
      [],
    ],
    [
      'the mesh as well',
      of('a/v', ['x.org'], { gateways: ['g', 'mesh'] }) + of('b/w', ['x.org']),
      pair('a/v', 'b/w', '*/x.org'),
    ],
    [
      'other namespaces',
      of('a/v', ['x.org'], { exportTo: ['.'] }) +
        of('b/w', ['x.org'], { exportTo: ['.'] }),
      [],
    ],
    [
      'one for all',
      of('a/v', ['x.org'], { exportTo: ['.'] }) + of('b/w', ['x.org']),
      pair('a/v', 'b/w', 'a/x.org'),
    ],
    [
      'a wildcard of all',
      of('a/v', ['x.org'], { exportTo: ['.'] }) + of('b/w', ['*.org']),
      pair('a/v', 'b/w', 'a/x.org'),
    ],
    [
      'a wildcard of one',
      of('a/v', ['*.org'], { exportTo: ['.'] }) + of('b/w', ['x.org']),
      pair('a/v', 'b/w', 'a/*.org'),
    ],
    [
      'another wildcard',
      of('a/v', ['x.com'], { exportTo: ['.'] }) + of('b/w', ['*.org']),
      [],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('deprecatedFields', () => {
  const analyzer = 'deprecation.FieldAnalyzer';
  const crd = (group: string, kind: string) =>
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'x', {
      spec: { group, names: { kind } },
    });

  it.each<[string, string, string[]]>([
    [
      'percent',
      vs('a/v', { http: [{ fault: { delay: { percent: 5 } } }] }),
      [
        'IST0002 | VirtualService a/v | HTTPRoute.fault.delay.percent is deprecated; use HTTPRoute.fault.delay.percentage',
      ],
    ],
    [
      'no percent',
      vs('a/v', { http: [{ fault: { delay: { percent: 0 } } }, {}] }),
      [],
    ],
    [
      'a proxy for outside hosts',
      networking('Sidecar', 'a/s', {
        outboundTrafficPolicy: { egressProxy: {} },
      }),
      ['IST0002 | Sidecar a/s | OutboundTrafficPolicy.EgressProxy ignored'],
    ],
    ['none', networking('Sidecar', 'a/s', { outboundTrafficPolicy: {} }), []],
    [
      'a removed kind',
      crd('rbac.istio.io', 'ServiceRole'),
      [
        'IST0002 | CustomResourceDefinition x | Custom resource type rbac.istio.io ServiceRole is removed',
      ],
    ],
    [
      'the same kind of others',
      crd('example.org', 'ServiceRole') + crd('rbac.istio.io', 'Other'),
      [],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});
