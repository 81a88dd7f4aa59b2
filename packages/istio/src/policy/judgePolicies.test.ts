import { renderEgressGateway } from '../egress';
import type { KubernetesObject } from '../resources';
import { judgePolicies } from './judgePolicies';
import { inputWith, object } from './testObjects';
import type { PolicyInput } from './types';

const SERVICE = object('Service', 'bookinfo/ratings', {
  selector: { app: 'ratings' },
});
const STRICT = object('PeerAuthentication', 'istio-system/default', {
  mtls: { mode: 'STRICT' },
});
const identity = (name: string) => `cluster.local/ns/bookinfo/sa/${name}`;
const ALLOW = object('AuthorizationPolicy', 'bookinfo/allow', {
  selector: { matchLabels: { app: 'ratings' } },
  rules: [
    {
      from: [{ source: { principals: [identity('reviews')] } }],
      to: [{ operation: { methods: ['GET'], paths: ['/ratings/*'] } }],
    },
    { from: [{ source: { principals: [identity('details')] } }] },
  ],
});

function judge(objects: KubernetesObject[], more: Partial<PolicyInput> = {}) {
  return judgePolicies(inputWith(objects, more));
}

describe('judgePolicies', () => {
  it('answers in whole', () => {
    const verdict = judge([
      SERVICE,
      object('Service', 'bookinfo/reviews', { selector: { app: 'reviews' } }),
      object('Service', 'bookinfo/outside', {}),
      STRICT,
      ALLOW,
      object('VirtualService', 'bookinfo/ratings', {
        hosts: ['ratings'],
        http: [{ route: [{ destination: { host: 'ratings' } }] }],
      }),
    ]);
    const decidedBy = {
      kind: 'AuthorizationPolicy',
      namespace: 'bookinfo',
      name: 'allow',
    };
    expect(verdict).toEqual({
      namespace: 'bookinfo',
      services: ['ratings'],
      summary:
        'Only encrypted calls are accepted. 2 services may call this one.',
      mutualTls: [
        {
          mode: 'STRICT',
          from: 'mesh',
          decidedBy: {
            kind: 'PeerAuthentication',
            namespace: 'istio-system',
            name: 'default',
          },
        },
      ],
      access: 'rules',
      callers: [
        {
          action: 'ALLOW',
          who: ['reviews (bookinfo)'],
          what: ['GET /ratings/*'],
          conditions: [],
          decidedBy,
          rule: 0,
        },
        {
          action: 'ALLOW',
          who: ['details (bookinfo)'],
          what: ['any'],
          conditions: [],
          decidedBy,
          rule: 1,
        },
      ],
      routes: [
        {
          hosts: ['ratings'],
          destinations: [{ host: 'ratings', weight: 100 }],
          decidedBy: {
            kind: 'VirtualService',
            namespace: 'bookinfo',
            name: 'ratings',
          },
          field: '/spec/http/0',
        },
      ],
      egress: [],
    });
  });

  const authorization = (name: string, spec: Record<string, unknown>) =>
    object('AuthorizationPolicy', `bookinfo/${name}`, spec);
  const named = [{ from: [{ source: { principals: [identity('a')] } }] }];
  it.each<[string, KubernetesObject[], string]>([
    [
      'nothing',
      [],
      'Encrypted and plain calls are accepted. Anyone may call this one.',
    ],
    [
      'one service',
      [authorization('a', { rules: named })],
      'Encrypted and plain calls are accepted. 1 service may call this one.',
    ],
    [
      'nobody',
      [STRICT, authorization('a', {})],
      'Only encrypted calls are accepted. Nobody may call this one.',
    ],
    [
      'other callers',
      [
        authorization('a', {
          rules: [{ from: [{ source: { namespaces: ['a'] } }] }],
        }),
      ],
      'Encrypted and plain calls are accepted. 1 kind of caller may call this one.',
    ],
    [
      'only denials',
      [authorization('a', { action: 'DENY', rules: [...named, ...named] })],
      'Encrypted and plain calls are accepted. Anyone may call this one, except where 2 rules deny it.',
    ],
    [
      'denials beside',
      [
        authorization('a', { rules: named }),
        authorization('b', { action: 'DENY', rules: named }),
      ],
      'Encrypted and plain calls are accepted. 1 service may call this one, except where 1 rule denies it.',
    ],
    [
      'an authorizer',
      [authorization('a', { action: 'CUSTOM', rules: [{}] })],
      'Encrypted and plain calls are accepted. Anyone may call this one. An external authorizer has a say too.',
    ],
    [
      'some calls',
      [
        authorization('a', {
          rules: [{ to: [{ operation: { methods: ['GET'] } }] }],
        }),
      ],
      'Encrypted and plain calls are accepted. Anyone may make some calls to this one.',
    ],
    [
      'a port',
      [
        object('PeerAuthentication', 'bookinfo/w', {
          selector: { matchLabels: { app: 'ratings' } },
          mtls: { mode: 'STRICT' },
          portLevelMtls: { 8080: { mode: 'DISABLE' } },
        }),
      ],
      'Only encrypted calls are accepted, but on port 8080 only plain ones. Anyone may call this one.',
    ],
  ])('sums up: %s', (_, objects, summary) => {
    expect(judge(objects).summary).toBe(summary);
  });

  it('does not guess what could not be read', () => {
    const verdict = judge([SERVICE, STRICT, ALLOW], {
      unreadable: new Set([
        'PeerAuthentication',
        'AuthorizationPolicy',
        'VirtualService',
        'ServiceEntry',
      ]),
    });
    expect(verdict).toMatchObject({
      mutualTls: [
        {
          mode: 'unknown',
          why: 'PeerAuthentications could not be read',
        },
      ],
      access: 'unknown',
      why: 'AuthorizationPolicies could not be read',
      callers: [],
      routes: [],
      egress: [],
      summary:
        'Whether calls are encrypted is not known, because PeerAuthentications could not be read. Who may call this one is not known, because AuthorizationPolicies could not be read. Its routes are not known, because VirtualServices could not be read. What it may reach outside is not known, because ServiceEntries could not be read.',
    });
  });

  it('knows no mesh-wide policy without the mesh configuration', () => {
    const unreadable = new Set(['ConfigMap']);
    const why = 'the mesh configuration could not be read';
    expect(judge([SERVICE, STRICT, ALLOW], { unreadable })).toMatchObject({
      mutualTls: [{ mode: 'unknown', from: 'default', why }],
      access: 'unknown',
      why,
      callers: [],
      summary: `Whether calls are encrypted is not known, because ${why}. Who may call this one is not known, because ${why}.`,
    });
    const own = object('PeerAuthentication', 'bookinfo/own', {
      mtls: { mode: 'STRICT' },
    });
    expect(judge([own], { unreadable }).mutualTls).toMatchObject([
      { mode: 'STRICT', from: 'namespace' },
    ]);
  });

  it.each([
    ['WorkloadEntry', 'WorkloadEntries'],
    ['WorkloadGroup', 'WorkloadGroups'],
  ])('counts on no machine to be missing without %s', (kind, words) => {
    const unreadable = new Set([kind]);
    const missing = `Virtual machines may be missing here, because ${words} could not be read.`;
    expect(judge([SERVICE], { unreadable })).toMatchObject({
      access: 'anyone',
      summary: `Encrypted and plain calls are accepted. Anyone may call this one. ${missing}`,
    });
    for (const workloads of [
      [],
      [{ labels: { app: 'ratings' }, kind: 'none' as const }],
    ]) {
      expect(judge([SERVICE], { unreadable, workloads })).toMatchObject({
        access: 'unknown',
        why: `${words} could not be read`,
        summary: `Who may call this one is not known, because ${words} could not be read. ${missing}`,
      });
    }
  });

  it('lists what machines that may be missing reach outside', () => {
    const workloads = [{ labels: { app: 'ratings' }, kind: 'none' as const }];
    const entry = object('ServiceEntry', 'bookinfo/partner', {
      hosts: ['api.partner.example'],
    });
    const hosts = (unreadable: string[]) =>
      judge([entry], { workloads, unreadable: new Set(unreadable) }).egress.map(
        ({ host }) => host,
      );
    expect(hosts([])).toEqual([]);
    expect(hosts(['WorkloadEntry'])).toEqual(['api.partner.example']);
  });

  it('claims no protection for workloads outside the mesh', () => {
    expect(
      judge([STRICT, ALLOW], {
        workloads: [{ labels: { app: 'ratings' }, kind: 'none' }],
      }),
    ).toMatchObject({
      mutualTls: [],
      access: 'anyone',
      callers: [],
      summary:
        'No workload here is in the mesh, so no policy of the mesh protects it.',
    });
  });

  it('does not say who may call where nothing runs', () => {
    expect(judge([SERVICE, STRICT, ALLOW], { workloads: [] })).toMatchObject({
      services: [],
      mutualTls: [],
      access: 'unknown',
      why: 'no workload runs in this namespace',
      callers: [],
      summary: 'No workload runs in this namespace.',
    });
  });

  it('says how many workloads are outside the mesh', () => {
    expect(
      judge([STRICT], {
        workloads: [
          { labels: { app: 'ratings' }, kind: 'sidecar' },
          { labels: { app: 'ratings' }, kind: 'none' },
        ],
      }).summary,
    ).toBe(
      'Only encrypted calls are accepted. Anyone may call this one. 1 of 2 workloads are not in the mesh, and no policy protects it.',
    );
  });

  it('reads no PeerAuthentication for a gateway', () => {
    expect(
      judge([STRICT], { workloads: [{ labels: {}, kind: 'gateway' }] }),
    ).toMatchObject({
      mutualTls: [],
      summary:
        'It is a gateway: its own listeners say whether calls are encrypted. Anyone may call this one.',
    });
  });

  it('tells where workloads differ', () => {
    const verdict = judge(
      [
        SERVICE,
        object('PeerAuthentication', 'bookinfo/v1', {
          selector: { matchLabels: { version: 'v1' } },
          mtls: { mode: 'STRICT' },
        }),
        object('AuthorizationPolicy', 'bookinfo/v1', {
          selector: { matchLabels: { version: 'v1' } },
        }),
      ],
      {
        workloads: [
          { labels: { app: 'ratings', version: 'v1' }, kind: 'sidecar' },
          { labels: { app: 'ratings', version: 'v2' }, kind: 'sidecar' },
        ],
      },
    );
    expect(verdict.mutualTls.map(({ mode }) => mode)).toEqual([
      'STRICT',
      'PERMISSIVE',
    ]);
    expect(verdict.access).toBe('rules');
    expect(verdict.summary).toContain('Its workloads differ');
  });

  it.each([
    ['the Service', { 'istio.io/use-waypoint': 'w' }, undefined, 'nobody'],
    ['the namespace', {}, { 'istio.io/use-waypoint': 'w' }, 'nobody'],
    [
      'none',
      { 'istio.io/use-waypoint': 'none' },
      { 'istio.io/use-waypoint': 'w' },
      'anyone',
    ],
    ['nothing', {}, {}, 'anyone'],
  ])(
    'heeds a policy for a Service by the waypoint of %s',
    (_, labels, namespaceLabels, access) => {
      const service = object(
        'Service',
        'bookinfo/ratings',
        { selector: { app: 'ratings' } },
        { labels },
      );
      const policy = object('AuthorizationPolicy', 'bookinfo/p', {
        targetRefs: [{ group: '', kind: 'Service', name: 'ratings' }],
      });
      expect(judge([service, policy], { namespaceLabels }).access).toBe(access);
    },
  );
});

describe('egress of judgePolicies', () => {
  const gateway = (
    more: Partial<Parameters<typeof renderEgressGateway>[0]> = {},
  ) =>
    renderEgressGateway({
      name: 'api-out',
      namespace: 'egress',
      host: 'api.example.org',
      clientNamespaces: ['bookinfo'],
      ...more,
    });
  const egress = (
    objects: KubernetesObject[],
    more: Partial<PolicyInput> = {},
  ) => judge(objects, more).egress;
  const short = (objects: KubernetesObject[]) =>
    egress(objects).map(({ host, ports, gateway: way, tls }) => [
      host,
      ports,
      way ? `${way.name}.${way.namespace}` : '-',
      tls,
    ]);

  it('leads nothing out for workloads without a proxy', () => {
    const workloads = [{ labels: { app: 'ratings' }, kind: 'none' as const }];
    expect(egress(gateway(), { workloads })).toEqual([]);
    expect(egress(gateway(), { workloads: [] })).toHaveLength(1);
  });

  it('tells our own gateway', () => {
    expect(egress(gateway())).toEqual([
      {
        host: 'api.example.org',
        ports: [80],
        gateway: { name: 'api-out', namespace: 'egress' },
        tls: 'originated',
        decidedBy: [
          { kind: 'ServiceEntry', namespace: 'egress', name: 'api-out' },
          { kind: 'VirtualService', namespace: 'egress', name: 'api-out' },
          {
            kind: 'DestinationRule',
            namespace: 'egress',
            name: 'api-out-upstream',
          },
        ],
      },
    ]);
  });

  const entry = (path: string, spec: Record<string, unknown> = {}) =>
    object('ServiceEntry', path, {
      hosts: ['x.example.org'],
      ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
      ...spec,
    });
  const rule = (path: string, spec: Record<string, unknown>) =>
    object('DestinationRule', path, { host: 'x.example.org', ...spec });
  const plain = entry('a/x', {
    ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
  });
  const SIMPLE = { tls: { mode: 'SIMPLE' } };
  it.each<[string, KubernetesObject[], unknown[]]>([
    [
      'HTTP',
      gateway({ protocol: 'HTTP', port: 8080 }),
      [['api.example.org', [8080], 'api-out.egress', 'none']],
    ],
    [
      'passthrough',
      gateway({ protocol: 'TLS-PASSTHROUGH' }),
      [['api.example.org', [443], 'api-out.egress', 'passthrough']],
    ],
    ['a gateway for others', gateway({ clientNamespaces: ['shop'] }), []],
    [
      'TLS directly',
      [entry('a/x')],
      [['x.example.org', [443], '-', 'passthrough']],
    ],
    ['plain directly', [plain], [['x.example.org', [80], '-', 'none']]],
    [
      'a proxy that opens TLS',
      [plain, rule('a/x', { trafficPolicy: SIMPLE })],
      [['x.example.org', [80], '-', 'originated']],
    ],
    [
      'a rule for others',
      [plain, rule('a/x', { exportTo: ['.'], trafficPolicy: SIMPLE })],
      [['x.example.org', [80], '-', 'none']],
    ],
    [
      'a rule for other workloads',
      [
        plain,
        rule('bookinfo/x', {
          workloadSelector: { matchLabels: { app: 'other' } },
          trafficPolicy: SIMPLE,
        }),
      ],
      [['x.example.org', [80], '-', 'none']],
    ],
    [
      'a rule for ours',
      [
        plain,
        rule('bookinfo/x', {
          workloadSelector: { matchLabels: { app: 'ratings' } },
          trafficPolicy: SIMPLE,
        }),
      ],
      [['x.example.org', [80], '-', 'originated']],
    ],
    [
      'a rule by wildcard',
      [
        plain,
        rule('bookinfo/x', { host: '*.example.org', trafficPolicy: SIMPLE }),
      ],
      [['x.example.org', [80], '-', 'originated']],
    ],
    [
      'a rule without TLS',
      [
        plain,
        rule('bookinfo/x', { trafficPolicy: { tls: { mode: 'DISABLE' } } }),
      ],
      [['x.example.org', [80], '-', 'none']],
    ],
    [
      'the same with a port of its own',
      [
        plain,
        rule('bookinfo/x', {
          trafficPolicy: {
            portLevelSettings: [
              { port: { number: 80 }, tls: { mode: 'MUTUAL' } },
            ],
          },
        }),
      ],
      [['x.example.org', [80], '-', 'originated']],
    ],
    ['inside the mesh', [entry('a/x', { location: 'MESH_INTERNAL' })], []],
    [
      'said to be outside',
      [entry('a/x', { location: 'MESH_EXTERNAL' })],
      [['x.example.org', [443], '-', 'passthrough']],
    ],
    [
      'seen everywhere',
      [entry('a/x', { exportTo: ['*'] })],
      [['x.example.org', [443], '-', 'passthrough']],
    ],
    [
      'seen here',
      [entry('a/x', { exportTo: ['c', 'bookinfo'] })],
      [['x.example.org', [443], '-', 'passthrough']],
    ],
    ['seen there', [entry('a/x', { exportTo: ['.'] })], []],
    [
      'seen by its own namespace',
      [entry('bookinfo/x', { exportTo: ['.'] })],
      [['x.example.org', [443], '-', 'passthrough']],
    ],
    ['seen by nobody', [entry('bookinfo/x', { exportTo: ['~'] })], []],
    [
      'several hosts in order',
      [entry('a/x', { hosts: ['z.org', 'b.org'] }), plain],
      [
        ['b.org', [443], '-', 'passthrough'],
        ['x.example.org', [80], '-', 'none'],
        ['z.org', [443], '-', 'passthrough'],
      ],
    ],
    [
      'several ports',
      [
        entry('a/x', {
          ports: [
            { number: 443, protocol: 'TLS' },
            { number: 80, protocol: 'HTTP' },
          ],
        }),
      ],
      [['x.example.org', [80, 443], '-', 'passthrough']],
    ],
  ])('%s', (_, objects, expected) => {
    expect(short(objects)).toEqual(expected);
  });

  it('does not say how the way ends where the rules could not be read', () => {
    expect(
      egress(gateway(), { unreadable: new Set(['DestinationRule']) }),
    ).toMatchObject([{ gateway: { name: 'api-out' }, tls: 'unknown' }]);
    expect(
      egress(gateway(), { unreadable: new Set(['VirtualService']) }),
    ).toMatchObject([{ tls: 'unknown' }]);
  });

  it('finds a gateway written by hand, by its short name', () => {
    const route = object('VirtualService', 'istio-egress/x', {
      hosts: ['x.example.org'],
      gateways: ['mesh', 'out'],
      http: [
        {
          match: [{ gateways: ['mesh'], port: 80 }],
          route: [{ destination: { host: 'istio-egressgateway' } }],
        },
        {
          match: [{ gateways: ['out'], port: 80 }],
          route: [
            { destination: { host: 'x.example.org', port: { number: 443 } } },
          ],
        },
      ],
    });
    const both = rule('istio-egress/x', {
      exportTo: ['.'],
      trafficPolicy: {
        portLevelSettings: [{ port: { number: 443 }, ...SIMPLE }],
      },
    });
    expect(short([plain, route, both])).toEqual([
      ['x.example.org', [80], 'istio-egressgateway.istio-egress', 'originated'],
    ]);
  });

  it('finds the way onward in a VirtualService of its own', () => {
    const hosts = ['x.example.org'];
    const there = object('VirtualService', 'istio-egress/there', {
      hosts,
      http: [{ route: [{ destination: { host: 'out' } }] }],
    });
    const onward = object('VirtualService', 'istio-egress/onward', {
      hosts,
      gateways: ['out'],
      http: [
        {
          route: [
            { destination: { host: 'x.example.org', port: { number: 443 } } },
          ],
        },
      ],
    });
    const ports = (number: number) => ({
      trafficPolicy: {
        portLevelSettings: [{ port: { number }, ...SIMPLE }],
      },
    });
    const way = ['x.example.org', [80], 'out.istio-egress'];
    expect(
      short([plain, there, onward, rule('istio-egress/x', ports(443))]),
    ).toEqual([[...way, 'originated']]);
    expect(
      short([plain, there, onward, rule('istio-egress/x', ports(80))]),
    ).toEqual([[...way, 'none']]);
  });

  it('does not take a route that stays outside for a gateway', () => {
    const route = object('VirtualService', 'bookinfo/x', {
      hosts: ['x.example.org'],
      http: [
        {
          timeout: '5s',
          route: [{ destination: { host: 'x.example.org' } }],
        },
      ],
    });
    expect(short([plain, route])).toEqual([
      ['x.example.org', [80], '-', 'none'],
    ]);
  });
});
