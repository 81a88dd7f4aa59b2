import type { KubernetesObject } from '../resources';
import {
  accessUnder,
  authorizationPoliciesFor,
  callerRules,
} from './authorization';
import { object } from './testObjects';
import type { PolicyWorkload } from './types';

function policy(
  path: string,
  spec: Record<string, unknown>,
  metadata: Partial<KubernetesObject['metadata']> = {},
) {
  return object('AuthorizationPolicy', path, spec, metadata);
}

const RATINGS: PolicyWorkload = {
  labels: { app: 'ratings', version: 'v1' },
  kind: 'sidecar',
};
const GATEWAY: PolicyWorkload = {
  labels: { 'gateway.networking.k8s.io/gateway-name': 'gw' },
  kind: 'gateway',
};
const target = (kind: string, name: string) => ({ group: '', kind, name });

describe('authorizationPoliciesFor', () => {
  it.each<[string, KubernetesObject, PolicyWorkload, boolean]>([
    ['the namespace', policy('bookinfo/a', {}), RATINGS, true],
    ['the root namespace', policy('istio-system/a', {}), RATINGS, true],
    ['another namespace', policy('other/a', {}), RATINGS, false],
    [
      'a selector',
      policy('bookinfo/a', { selector: { matchLabels: { app: 'ratings' } } }),
      RATINGS,
      true,
    ],
    [
      'a selector of two labels',
      policy('bookinfo/a', {
        selector: { matchLabels: { app: 'ratings', version: 'v1' } },
      }),
      RATINGS,
      true,
    ],
    [
      'a selector of another',
      policy('bookinfo/a', { selector: { matchLabels: { app: 'reviews' } } }),
      RATINGS,
      false,
    ],
    [
      'an empty selector',
      policy('bookinfo/a', { selector: {} }),
      RATINGS,
      true,
    ],
    [
      'a selector in the root namespace',
      policy('istio-system/a', {
        selector: { matchLabels: { app: 'ratings' } },
      }),
      RATINGS,
      true,
    ],
    [
      'a Service behind a waypoint',
      policy('bookinfo/a', { targetRefs: [target('Service', 'ratings')] }),
      RATINGS,
      true,
    ],
    [
      'another Service',
      policy('bookinfo/a', { targetRefs: [target('Service', 'reviews')] }),
      RATINGS,
      false,
    ],
    [
      'one of several targets',
      policy('bookinfo/a', {
        targetRefs: [target('Service', 'x'), target('Service', 'ratings')],
      }),
      RATINGS,
      true,
    ],
    [
      'a single target',
      policy('bookinfo/a', { targetRef: target('Service', 'ratings') }),
      RATINGS,
      true,
    ],
    [
      'a Service elsewhere',
      policy('istio-system/a', { targetRefs: [target('Service', 'ratings')] }),
      RATINGS,
      false,
    ],
    [
      'a Gateway for a workload',
      policy('bookinfo/a', { targetRefs: [target('Gateway', 'gw')] }),
      RATINGS,
      false,
    ],
    [
      'a Gateway for itself',
      policy('bookinfo/a', { targetRefs: [target('Gateway', 'gw')] }),
      GATEWAY,
      true,
    ],
    [
      'another Gateway',
      policy('bookinfo/a', { targetRefs: [target('Gateway', 'x')] }),
      GATEWAY,
      false,
    ],
    [
      'an unknown kind',
      policy('bookinfo/a', { targetRefs: [target('Job', 'x')] }),
      RATINGS,
      false,
    ],
  ])('%s', (_, one, workload, expected) => {
    const found = authorizationPoliciesFor([one], workload, {
      namespace: 'bookinfo',
      servicesByWaypoint: ['ratings'],
    });
    expect(found.length === 1).toBe(expected);
  });

  it('leaves out a target Service where calls come through no waypoint', () => {
    const one = policy('bookinfo/a', {
      targetRefs: [target('Service', 'ratings')],
    });
    expect(
      authorizationPoliciesFor([one], RATINGS, { namespace: 'bookinfo' }),
    ).toEqual([]);
  });

  it('orders by action, then by age, then by name', () => {
    const at = (day: number) => ({
      creationTimestamp: `2026-01-0${day}T00:00:00Z`,
    });
    const policies = [
      policy('bookinfo/audit', { action: 'AUDIT' }, at(1)),
      policy('bookinfo/allow-young', { action: 'ALLOW' }, at(3)),
      policy('bookinfo/allow-b', {}, at(2)),
      policy('bookinfo/allow-a', {}, at(2)),
      policy('istio-system/deny', { action: 'DENY' }, at(4)),
      policy('bookinfo/custom', { action: 'CUSTOM' }, at(5)),
    ];
    expect(
      authorizationPoliciesFor(policies, RATINGS, {
        namespace: 'bookinfo',
      }).map(({ metadata }) => metadata.name),
    ).toEqual(['custom', 'deny', 'allow-a', 'allow-b', 'allow-young', 'audit']);
  });
});

describe('accessUnder', () => {
  const rule = { from: [{ source: { namespaces: ['shop'] } }] };
  const dryRun = { annotations: { 'istio.io/dry-run': 'true' } };
  it.each<[string, KubernetesObject[], string]>([
    ['no policy', [], 'anyone'],
    ['ALLOW with a rule', [policy('b/a', { rules: [rule] })], 'rules'],
    ['ALLOW without rules', [policy('b/a', {})], 'nobody'],
    [
      'ALLOW with an empty list of rules',
      [policy('b/a', { rules: [] })],
      'nobody',
    ],
    ['ALLOW with an empty rule', [policy('b/a', { rules: [{}] })], 'anyone'],
    [
      'ALLOW with empty lists in a rule',
      [policy('b/a', { rules: [{ from: [], to: [], when: [] }] })],
      'anyone',
    ],
    [
      'ALLOW without rules beside one with',
      [policy('b/a', {}), policy('b/b', { rules: [rule] })],
      'rules',
    ],
    [
      'ALLOW without rules beside an empty rule',
      [policy('b/a', {}), policy('b/b', { rules: [{}] })],
      'anyone',
    ],
    [
      'DENY with a rule',
      [policy('b/a', { action: 'DENY', rules: [rule] })],
      'rules',
    ],
    [
      'DENY with an empty rule',
      [policy('b/a', { action: 'DENY', rules: [{}] })],
      'nobody',
    ],
    ['DENY without rules', [policy('b/a', { action: 'DENY' })], 'anyone'],
    [
      'DENY all beside ALLOW anyone',
      [
        policy('b/a', { action: 'DENY', rules: [{}] }),
        policy('b/b', { rules: [{}] }),
      ],
      'nobody',
    ],
    [
      'DENY some beside ALLOW anyone',
      [
        policy('b/a', { action: 'DENY', rules: [rule] }),
        policy('b/b', { rules: [{}] }),
      ],
      'rules',
    ],
    ['CUSTOM', [policy('b/a', { action: 'CUSTOM', rules: [{}] })], 'rules'],
    ['CUSTOM without rules', [policy('b/a', { action: 'CUSTOM' })], 'anyone'],
    ['AUDIT', [policy('b/a', { action: 'AUDIT', rules: [{}] })], 'anyone'],
    ['ALLOW that is tried out', [policy('b/a', {}, dryRun)], 'anyone'],
    [
      'DENY that is tried out',
      [policy('b/a', { action: 'DENY', rules: [{}] }, dryRun)],
      'anyone',
    ],
  ])('%s', (_, policies, expected) => {
    expect(accessUnder(policies)).toBe(expected);
  });
});

describe('callerRules', () => {
  const who = (source: object) =>
    callerRules([policy('bookinfo/p', { rules: [{ from: [{ source }] }] })])[0]
      .who;
  it.each<[object, string[]]>([
    [
      { principals: ['cluster.local/ns/bookinfo/sa/reviews'] },
      ['reviews (bookinfo)'],
    ],
    [{ principals: ['*/ns/bookinfo/sa/reviews'] }, ['reviews (bookinfo)']],
    [
      { principals: ['old.example/ns/a/sa/b'] },
      ['b (a) of trust domain old.example'],
    ],
    [
      { principals: ['cluster.local/ns/a/sa/b', 'cluster.local/ns/c/sa/d'] },
      ['b (a)', 'd (c)'],
    ],
    [{ principals: ['*'] }, ['any service of the mesh']],
    [
      { principals: ['cluster.local/ns/bookinfo/*'] },
      ['any service in bookinfo'],
    ],
    [{ principals: ['*/sa/reviews'] }, ['identities like */sa/reviews']],
    [
      { principals: ['cluster.local/ns/bookinfo/sa/re*'] },
      ['identities like cluster.local/ns/bookinfo/sa/re*'],
    ],
    [
      { serviceAccounts: ['reviews', 'shop/cart'] },
      ['reviews (bookinfo)', 'cart (shop)'],
    ],
    [
      { namespaces: ['shop', '*'] },
      ['any service in shop', 'any service of the mesh'],
    ],
    [{ notNamespaces: ['shop'] }, ['anyone except any service in shop']],
    [{ notPrincipals: ['*'] }, ['anyone except any service of the mesh']],
    [{ ipBlocks: ['10.0.0.0/8'] }, ['address 10.0.0.0/8']],
    [
      { remoteIpBlocks: ['1.2.3.4'], notRemoteIpBlocks: ['1.2.3.5'] },
      ['client address 1.2.3.4 except client address 1.2.3.5'],
    ],
    [{ requestPrincipals: ['*'] }, ['anyone with a valid token']],
    [
      { requestPrincipals: ['issuer/sub'] },
      ['anyone with a token of issuer/sub'],
    ],
    [
      { notRequestPrincipals: ['*'] },
      ['anyone except anyone with a valid token'],
    ],
    [
      { principals: ['cluster.local/ns/a/sa/b'], namespaces: ['a', 'c'] },
      ['b (a), and any service in a or any service in c'],
    ],
    [
      { namespaces: ['a'], notPrincipals: ['cluster.local/ns/a/sa/b'] },
      ['any service in a except b (a)'],
    ],
    [{}, ['anyone']],
  ])('says who: %j', (source, expected) => {
    expect(who(source)).toEqual(expected);
  });

  const what = (operation: object) =>
    callerRules([policy('b/p', { rules: [{ to: [{ operation }] }] })])[0].what;
  it.each<[object, string]>([
    [{ methods: ['GET'], paths: ['/ratings/*'] }, 'GET /ratings/*'],
    [{ methods: ['GET', 'POST'] }, 'GET, POST'],
    [{ paths: ['/a', '*/b'] }, '/a, */b'],
    [{ ports: ['9080'] }, 'port 9080'],
    [{ methods: ['GET'], ports: ['9080', '9081'] }, 'GET on port 9080, 9081'],
    [{ hosts: ['*.example.org'] }, 'host *.example.org'],
    [{ notMethods: ['POST'] }, 'any except method POST'],
    [
      { paths: ['/*'], notPaths: ['/admin', '/etc/*'] },
      '/* except path /admin, /etc/*',
    ],
    [{ notPorts: ['1'], notHosts: ['a.b'] }, 'any except port 1, host a.b'],
    [{}, 'any'],
  ])('says what: %j', (operation, expected) => {
    expect(what(operation)).toEqual([expected]);
  });

  const condition = (when: object) =>
    callerRules([policy('b/p', { rules: [{ when: [when] }] })])[0]
      .conditions[0];
  it.each<[object, string]>([
    [
      { key: 'request.headers[version]', values: ['v1', 'v2'] },
      'header version is v1 or v2',
    ],
    [
      { key: 'request.auth.claims[iss]', values: ['x'] },
      'token claim iss is x',
    ],
    [
      { key: 'request.auth.claims[a][b]', values: ['x'] },
      'token claim a.b is x',
    ],
    [
      { key: 'source.ip', notValues: ['10.0.0.1'] },
      "the caller's address is not 10.0.0.1",
    ],
    [
      { key: 'source.namespace', values: ['a'], notValues: ['b'] },
      "the caller's namespace is a and is not b",
    ],
    [
      { key: 'connection.sni', values: ['a.b'] },
      'the server name asked for is a.b',
    ],
    [{ key: 'experimental.x', values: ['1'] }, 'experimental.x is 1'],
  ])('says when: %j', (when, expected) => {
    expect(condition(when)).toBe(expected);
  });

  it('gives a line for each rule, with its index and its policy', () => {
    const rows = callerRules([
      policy('bookinfo/p', {
        action: 'DENY',
        rules: [
          {
            from: [
              { source: { namespaces: ['a'] } },
              { source: { namespaces: ['b'] } },
            ],
          },
          {
            to: [
              { operation: { methods: ['GET'] } },
              { operation: { ports: ['1'] } },
            ],
          },
        ],
      }),
    ]);
    const decidedBy = {
      kind: 'AuthorizationPolicy',
      namespace: 'bookinfo',
      name: 'p',
    };
    expect(rows).toEqual([
      {
        action: 'DENY',
        who: ['any service in a', 'any service in b'],
        what: ['any'],
        conditions: [],
        decidedBy,
        rule: 0,
      },
      {
        action: 'DENY',
        who: ['anyone'],
        what: ['GET', 'port 1'],
        conditions: [],
        decidedBy,
        rule: 1,
      },
    ]);
  });

  it('says nobody for a policy without rules', () => {
    expect(callerRules([policy('b/p', {})])).toEqual([
      {
        action: 'ALLOW',
        who: ['nobody'],
        what: ['any'],
        conditions: [],
        decidedBy: { kind: 'AuthorizationPolicy', namespace: 'b', name: 'p' },
      },
    ]);
  });

  it('names the provider of CUSTOM, and what is only tried out', () => {
    const [custom, tried] = callerRules([
      policy('b/c', {
        action: 'CUSTOM',
        provider: { name: 'opa' },
        rules: [{}],
      }),
      policy(
        'b/t',
        { rules: [{}] },
        { annotations: { 'istio.io/dry-run': 'true' } },
      ),
    ]);
    expect(custom.conditions).toEqual(['asks opa']);
    expect(tried.conditions).toEqual(['tried out only, not enforced']);
  });
});
