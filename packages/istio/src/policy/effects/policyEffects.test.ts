import type { KubernetesObject } from '../../resources';
import { inputWith, object } from '../testObjects';
import { policyEffects } from './policyEffects';
import type { EffectsInput } from './types';

const SERVICE = object('Service', 'bookinfo/ratings', {
  selector: { app: 'ratings' },
  ports: [
    { name: 'http', port: 80, targetPort: 'web' },
    { name: 'tcp', port: 9000 },
  ],
});
const WORKLOAD = {
  labels: { app: 'ratings', version: 'v1' },
  kind: 'sidecar' as const,
  ports: { web: 8080 },
};

function effects(
  objects: KubernetesObject[],
  more: Partial<EffectsInput> = {},
) {
  const ofKind = (kind: string) => objects.filter(one => one.kind === kind);
  return policyEffects({
    ...inputWith([SERVICE, ...objects]),
    workloads: [WORKLOAD],
    requestAuthentications: ofKind('RequestAuthentication'),
    sidecars: ofKind('Sidecar'),
    ...more,
  });
}

const peers = (mode: string, more = {}) =>
  object('PeerAuthentication', 'bookinfo/default', { mtls: { mode }, ...more });
const rule = (path: string, spec: Record<string, unknown>) =>
  object('DestinationRule', path, { host: 'ratings', ...spec });
const tls = (mode: string) => ({ trafficPolicy: { tls: { mode } } });

describe('calls that a DestinationRule has opened otherwise', () => {
  const FULL = 'ratings.bookinfo.svc.cluster.local';

  it.each<[string, string, string, string | undefined]>([
    ['plain to STRICT', 'DISABLE', 'STRICT', 'refused'],
    ['plain to PERMISSIVE', 'DISABLE', 'PERMISSIVE', 'plain'],
    ['plain to DISABLE', 'DISABLE', 'DISABLE', undefined],
    ['mutual TLS to STRICT', 'ISTIO_MUTUAL', 'STRICT', undefined],
    ['mutual TLS to PERMISSIVE', 'ISTIO_MUTUAL', 'PERMISSIVE', undefined],
    ['mutual TLS to DISABLE', 'ISTIO_MUTUAL', 'DISABLE', 'refused'],
    ['own TLS to STRICT', 'SIMPLE', 'STRICT', 'refused'],
    ['own TLS to PERMISSIVE', 'SIMPLE', 'PERMISSIVE', 'foreign'],
    ['own certificates to STRICT', 'MUTUAL', 'STRICT', 'refused'],
  ])('%s', (_, opened, taken, result) => {
    const { conflicts } = effects([
      peers(taken),
      rule('bookinfo/off', tls(opened)),
    ]).clientTls;
    expect(conflicts.map(one => one.result)).toEqual(result ? [result] : []);
  });

  it('tells the whole of it', () => {
    expect(
      effects([peers('STRICT'), rule('bookinfo/off', tls('DISABLE'))])
        .clientTls,
    ).toEqual({
      conflicts: [
        {
          service: 'ratings',
          mode: 'DISABLE',
          result: 'refused',
          decidedBy: {
            kind: 'DestinationRule',
            namespace: 'bookinfo',
            name: 'off',
          },
          field: '/spec/trafficPolicy/tls',
        },
      ],
    });
  });

  it('knows the port by its name, and one that is otherwise', () => {
    const strictOnWeb = peers('PERMISSIVE', {
      selector: { matchLabels: { app: 'ratings' } },
      portLevelMtls: { 8080: { mode: 'STRICT' } },
    });
    const { conflicts } = effects([
      strictOnWeb,
      rule('bookinfo/off', tls('DISABLE')),
    ]).clientTls;
    expect(conflicts.map(({ ports, result }) => [ports, result])).toEqual([
      [[80], 'refused'],
      [[9000], 'plain'],
    ]);
  });

  it('takes what is said of a port in place of the rest', () => {
    const { conflicts } = effects([
      peers('STRICT'),
      rule('bookinfo/off', {
        trafficPolicy: {
          tls: { mode: 'DISABLE' },
          portLevelSettings: [{ port: { number: 80 } }],
        },
      }),
    ]).clientTls;
    expect(conflicts).toEqual([
      expect.objectContaining({ ports: [9000], result: 'refused' }),
    ]);
  });

  it('tells a subset of its own, where workloads are of it', () => {
    const { conflicts } = effects([
      peers('STRICT'),
      rule('bookinfo/off', {
        subsets: [
          { name: 'v1', labels: { version: 'v1' }, ...tls('DISABLE') },
          { name: 'v2', labels: { version: 'v2' }, ...tls('DISABLE') },
        ],
      }),
    ]).clientTls;
    expect(conflicts).toEqual([
      expect.objectContaining({
        subset: 'v1',
        result: 'refused',
        field: '/spec/subsets/0/trafficPolicy/tls',
      }),
    ]);
  });

  it.each<[string, string, string, string | undefined]>([
    ['of the Service’s namespace', 'bookinfo/a', 'ratings', undefined],
    ['of the root namespace', 'istio-system/a', FULL, undefined],
    ['of a namespace of callers', 'shop/a', FULL, 'shop'],
    ['for all hosts, of the root namespace', 'istio-system/a', '*', undefined],
  ])('takes a rule %s', (_, path, host, callersIn) => {
    const { conflicts } = effects([
      peers('STRICT'),
      rule(path, { host, ...tls('DISABLE') }),
    ]).clientTls;
    expect(conflicts).toEqual([expect.objectContaining({ result: 'refused' })]);
    expect(conflicts[0].callersIn).toBe(callersIn);
  });

  it('takes the rule of a caller’s namespace before the Service’s', () => {
    const { conflicts } = effects([
      peers('STRICT'),
      rule('bookinfo/off', tls('DISABLE')),
      rule('shop/on', { host: FULL, ...tls('ISTIO_MUTUAL') }),
      rule('web/own', { host: FULL, ...tls('SIMPLE') }),
    ]).clientTls;
    expect(conflicts.map(({ callersIn, mode }) => [callersIn, mode])).toEqual([
      [undefined, 'DISABLE'],
      ['web', 'SIMPLE'],
    ]);
  });

  it('tells which callers a rule is for', () => {
    const { conflicts } = effects([
      peers('STRICT'),
      rule('shop/off', {
        host: FULL,
        workloadSelector: { matchLabels: { app: 'front' } },
        ...tls('DISABLE'),
      }),
    ]).clientTls;
    expect(conflicts).toEqual([
      expect.objectContaining({
        callersIn: 'shop',
        callersWith: { app: 'front' },
      }),
    ]);
  });

  it('keeps a rule that is not exported to its namespace', () => {
    const { conflicts } = effects([
      peers('STRICT'),
      rule('bookinfo/off', { exportTo: ['.'], ...tls('DISABLE') }),
    ]).clientTls;
    expect(conflicts.map(one => one.callersIn)).toEqual(['bookinfo']);
  });

  it('says nothing of workloads without a proxy', () => {
    const { conflicts } = effects(
      [peers('STRICT'), rule('bookinfo/off', tls('DISABLE'))],
      { workloads: [{ ...WORKLOAD, kind: 'none' }] },
    ).clientTls;
    expect(conflicts).toEqual([]);
  });

  it.each([
    ['DestinationRule', 'DestinationRules could not be read'],
    ['PeerAuthentication', 'PeerAuthentications could not be read'],
    ['ConfigMap', 'the mesh configuration could not be read'],
  ])('is not known without %s', (kind, why) => {
    expect(
      effects([peers('STRICT'), rule('bookinfo/off', tls('DISABLE'))], {
        unreadable: new Set([kind]),
      }).clientTls,
    ).toEqual({ conflicts: [], why });
  });
});

describe('tokens', () => {
  const jwt = (path = 'bookinfo/jwt', more = {}) =>
    object('RequestAuthentication', path, {
      jwtRules: [{ issuer: 'https://id.example.org', audiences: ['shop'] }],
      ...more,
    });
  const authorization = (spec: Record<string, unknown>) =>
    object('AuthorizationPolicy', 'bookinfo/tokens', spec);
  const withToken = { source: { requestPrincipals: ['*'] } };
  const withoutToken = { source: { notRequestPrincipals: ['*'] } };
  const identity = { source: { principals: ['cluster.local/ns/a/sa/b'] } };

  it('tells whose tokens are good, and for whom they are meant', () => {
    expect(
      effects([
        jwt('bookinfo/jwt', {
          jwtRules: [
            { issuer: 'a', fromHeaders: [{ name: 'x-token' }] },
            { issuer: 'b', fromParams: ['t'], fromCookies: ['c'] },
          ],
        }),
      ]).tokens,
    ).toEqual({
      need: 'optional',
      issuers: [
        {
          issuer: 'a',
          audiences: [],
          sentIn: ['header x-token'],
          decidedBy: {
            kind: 'RequestAuthentication',
            namespace: 'bookinfo',
            name: 'jwt',
          },
          field: '/spec/jwtRules/0',
        },
        expect.objectContaining({
          issuer: 'b',
          sentIn: ['query parameter t', 'cookie c'],
          field: '/spec/jwtRules/1',
        }),
      ],
      askedBy: [],
    });
  });

  it.each<[string, KubernetesObject[], string]>([
    ['nothing', [], 'none'],
    ['an issuer', [jwt()], 'optional'],
    ['an issuer of the root namespace', [jwt('istio-system/jwt')], 'optional'],
    ['an issuer of another namespace', [jwt('shop/jwt')], 'none'],
    [
      'an issuer for other workloads',
      [jwt('bookinfo/jwt', { selector: { matchLabels: { app: 'x' } } })],
      'none',
    ],
    [
      'an issuer for a waypoint',
      [jwt('bookinfo/jwt', { targetRefs: [{ kind: 'Service', name: 'x' }] })],
      'none',
    ],
    [
      'a denial of whoever has none',
      [
        jwt(),
        authorization({ action: 'DENY', rules: [{ from: [withoutToken] }] }),
      ],
      'required',
    ],
    [
      'a denial for a path',
      [
        jwt(),
        authorization({
          action: 'DENY',
          rules: [
            { from: [withoutToken], to: [{ operation: { paths: ['/a'] } }] },
          ],
        }),
      ],
      'sometimes',
    ],
    [
      'a denial of some callers',
      [
        jwt(),
        authorization({
          action: 'DENY',
          rules: [
            {
              from: [{ source: { ...withoutToken.source, namespaces: ['a'] } }],
            },
          ],
        }),
      ],
      'sometimes',
    ],
    [
      'an allowance of tokens only',
      [jwt(), authorization({ rules: [{ from: [withToken] }] })],
      'required',
    ],
    [
      'an allowance of tokens or an identity',
      [jwt(), authorization({ rules: [{ from: [withToken, identity] }] })],
      'optional',
    ],
    [
      'an allowance beside one of tokens',
      [
        jwt(),
        authorization({
          rules: [{ from: [withToken] }, { from: [identity] }],
        }),
      ],
      'sometimes',
    ],
    [
      'a condition on a claim',
      [
        jwt(),
        authorization({
          rules: [
            { when: [{ key: 'request.auth.claims[role]', values: ['a'] }] },
          ],
        }),
      ],
      'required',
    ],
    [
      'a condition that a claim is not so',
      [
        jwt(),
        authorization({
          rules: [
            { when: [{ key: 'request.auth.claims[role]', notValues: ['a'] }] },
          ],
        }),
      ],
      'optional',
    ],
    [
      'a policy that is only tried out',
      [
        jwt(),
        object(
          'AuthorizationPolicy',
          'bookinfo/try',
          { action: 'DENY', rules: [{ from: [withoutToken] }] },
          { annotations: { 'istio.io/dry-run': 'true' } },
        ),
      ],
      'optional',
    ],
    [
      'a demand without an issuer',
      [authorization({ rules: [{ from: [withToken] }] })],
      'required',
    ],
  ])('%s', (_, objects, need) => {
    expect(effects(objects).tokens.need).toBe(need);
  });

  it('says which rule asks for one', () => {
    expect(
      effects([
        authorization({ rules: [{ from: [identity] }, { from: [withToken] }] }),
      ]).tokens.askedBy,
    ).toEqual([
      {
        decidedBy: expect.objectContaining({ name: 'tokens' }),
        field: '/spec/rules/1',
      },
    ]);
  });

  it('says that workloads differ', () => {
    const selected = jwt('bookinfo/jwt', {
      selector: { matchLabels: { version: 'v1' } },
    });
    const { need } = effects([selected], {
      workloads: [WORKLOAD, { ...WORKLOAD, labels: { app: 'ratings' } }],
    }).tokens;
    expect(need).toBe('optional');
  });

  it.each([
    ['RequestAuthentication', 'RequestAuthentications could not be read'],
    ['AuthorizationPolicy', 'AuthorizationPolicies could not be read'],
    ['ConfigMap', 'the mesh configuration could not be read'],
  ])('are not known without %s', (kind, why) => {
    expect(effects([jwt()], { unreadable: new Set([kind]) }).tokens).toEqual({
      need: 'unknown',
      why,
      issuers: [],
      askedBy: [],
    });
  });
});

describe('subsets', () => {
  it('counts the workloads of each', () => {
    expect(
      effects([
        rule('bookinfo/ratings', {
          subsets: [
            { name: 'v1', labels: { version: 'v1' } },
            { name: 'v2', labels: { version: 'v2' } },
          ],
        }),
        rule('shop/not-exported', {
          host: 'ratings.bookinfo.svc.cluster.local',
          exportTo: ['.'],
          subsets: [{ name: 'theirs' }],
        }),
      ]).subsets.map(({ name, workloads, field }) => [name, workloads, field]),
    ).toEqual([
      ['v1', 1, '/spec/subsets/0'],
      ['v2', 0, '/spec/subsets/1'],
    ]);
  });
});

describe('routes of other hosts that lead here', () => {
  const to = [{ destination: { host: 'ratings' } }];
  const virtualService = (spec: Record<string, unknown>) =>
    object('VirtualService', 'bookinfo/front', spec);

  it('tells the host and the gateway', () => {
    expect(
      effects([
        virtualService({
          hosts: ['shop.example.org'],
          gateways: ['public'],
          http: [
            { route: [{ destination: { host: 'other' } }] },
            { match: [{ uri: { prefix: '/r' } }], route: to },
          ],
        }),
      ]).routesHere,
    ).toEqual([
      {
        hosts: ['shop.example.org'],
        match: 'path begins with /r',
        gateways: ['public'],
        destinations: [{ host: 'ratings', weight: 100 }],
        decidedBy: {
          kind: 'VirtualService',
          namespace: 'bookinfo',
          name: 'front',
        },
        field: '/spec/http/1',
      },
    ]);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['another host in the mesh', { hosts: ['reviews'] }, 1],
    ['the Service’s own host in the mesh', { hosts: ['ratings'] }, 0],
    [
      'the Service’s own host by a gateway',
      { hosts: ['ratings'], gateways: ['public'] },
      1,
    ],
    [
      'the Service’s own host by both',
      { hosts: ['ratings'], gateways: ['public', 'mesh'] },
      1,
    ],
  ])('of %s', (_, spec, count) => {
    const { routesHere } = effects([
      virtualService({ ...spec, http: [{ route: to }] }),
    ]);
    expect(routesHere).toHaveLength(count);
  });

  it.each(['VirtualService', 'DestinationRule'])(
    'says that %s could not be read',
    kind => {
      expect(effects([], { unreadable: new Set([kind]) }).routesWhy).toBe(
        `${kind}s could not be read`,
      );
    },
  );
});

describe('what the proxies know', () => {
  const sidecar = (path: string, spec: Record<string, unknown>) =>
    object('Sidecar', path, spec);

  it('is everything, and the rest is passed, where nothing is said', () => {
    expect(effects([]).outbound).toEqual([
      { others: 'passed', othersFrom: 'default' },
    ]);
  });

  it('follows the mesh configuration', () => {
    const meshConfig = { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } };
    expect(effects([], { meshConfig }).outbound).toEqual([
      { others: 'refused', othersFrom: 'mesh' },
    ]);
  });

  it('follows the Sidecar of the namespace', () => {
    expect(
      effects([
        sidecar('bookinfo/default', {
          egress: [
            { hosts: ['./*'] },
            { hosts: ['db/*'], port: { number: 5432 } },
          ],
          outboundTrafficPolicy: {},
        }),
      ]).outbound,
    ).toEqual([
      {
        hosts: ['./*', 'db/* on port 5432'],
        others: 'refused',
        othersFrom: 'sidecar',
        decidedBy: {
          kind: 'Sidecar',
          namespace: 'bookinfo',
          name: 'default',
        },
        field: '/spec/egress',
      },
    ]);
  });

  it.each<[string, KubernetesObject[], string | undefined]>([
    [
      'of the workload before the namespace’s',
      [
        sidecar('bookinfo/all', {}),
        sidecar('bookinfo/own', {
          workloadSelector: { labels: { app: 'ratings' } },
        }),
      ],
      'own',
    ],
    [
      'of the namespace before the root’s',
      [sidecar('istio-system/root', {}), sidecar('bookinfo/all', {})],
      'all',
    ],
    ['of the root', [sidecar('istio-system/root', {})], 'root'],
    [
      'none of the root with a selector',
      [
        sidecar('istio-system/root', {
          workloadSelector: { labels: { app: 'ratings' } },
        }),
      ],
      undefined,
    ],
    ['none of another namespace', [sidecar('shop/x', {})], undefined],
  ])('takes the Sidecar: %s', (_, objects, name) => {
    expect(effects(objects).outbound[0].decidedBy?.name).toBe(name);
  });

  it('says it of each kind of workload that differs', () => {
    const own = sidecar('bookinfo/own', {
      workloadSelector: { labels: { version: 'v1' } },
      egress: [{ hosts: ['./*'] }],
    });
    const { outbound } = effects([own], {
      workloads: [WORKLOAD, { ...WORKLOAD, labels: { app: 'ratings' } }],
    });
    expect(outbound.map(({ hosts }) => hosts)).toEqual([['./*'], undefined]);
  });

  it('says nothing of gateways', () => {
    expect(
      effects([], { workloads: [{ ...WORKLOAD, kind: 'gateway' }] }).outbound,
    ).toEqual([]);
  });

  it.each([
    ['Sidecar', 'Sidecars could not be read'],
    ['ConfigMap', 'the mesh configuration could not be read'],
  ])('is not known without %s', (kind, why) => {
    expect(effects([], { unreadable: new Set([kind]) }).outbound).toEqual([
      { others: 'unknown', othersFrom: 'default', why },
    ]);
  });
});

describe('without workloads or Services', () => {
  it.each([
    ['Pod', 'Pods could not be read'],
    ['Service', 'Services could not be read'],
  ])('%s: says that routes and calls are not known', (kind, why) => {
    expect(
      effects([], { unreadable: new Set([kind]), workloads: [] }),
    ).toMatchObject({ clientTls: { conflicts: [], why }, routesWhy: why });
  });

  it('knows neither tokens nor what proxies know without pods', () => {
    const why = 'Pods could not be read';
    expect(
      effects([], { unreadable: new Set(['Pod']), workloads: [] }),
    ).toMatchObject({
      tokens: { need: 'unknown', why },
      outbound: [{ others: 'unknown', why }],
    });
  });

  it('does not know tokens where all workloads may be machines', () => {
    expect(
      effects([], { unreadable: new Set(['WorkloadEntry']), workloads: [] })
        .tokens,
    ).toMatchObject({
      need: 'unknown',
      why: 'WorkloadEntries could not be read',
    });
  });
});
