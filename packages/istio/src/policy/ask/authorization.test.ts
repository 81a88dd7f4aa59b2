import type { CallQuestion } from './types';
import { call, policy } from './testWorld';

const ap = (spec: object, namespace = 'shop', name?: string) =>
  policy('AuthorizationPolicy', namespace, spec, name);
const allow = (...rules: object[]) => ap({ rules });
const deny = (...rules: object[]) => ap({ action: 'DENY', rules });
const from = (source: object) => ({ from: [{ source }] });
const to = (operation: object) => ({ to: [{ operation }] });
const when = (key: string, of: object) => ({ when: [{ key, ...of }] });
const OTHER = 'cluster.local/ns/far/sa/other';

/** Title, policies, who calls, what is asked, whether it is allowed. */
const CASES: [
  string,
  ReturnType<typeof ap>[],
  'front' | 'other' | 'plain',
  Partial<CallQuestion>,
  boolean | undefined,
][] = [
  ['nothing forbids', [], 'other', {}, true],
  ['ALLOW without rules allows nobody', [ap({})], 'front', {}, false],
  ['ALLOW with an empty rule allows all', [allow({})], 'plain', {}, true],
  [
    'DENY without rules denies nobody',
    [ap({ action: 'DENY' })],
    'front',
    {},
    true,
  ],
  ['DENY with an empty rule denies all', [deny({})], 'front', {}, false],
  ['DENY goes before ALLOW', [allow({}), deny({})], 'front', {}, false],
  [
    'AUDIT decides nothing',
    [ap({ action: 'AUDIT', rules: [{}] })],
    'front',
    {},
    true,
  ],
  [
    'CUSTOM whose authorizer MeshConfig does not have denies',
    [ap({ action: 'CUSTOM', rules: [{}], provider: { name: 'x' } })],
    'front',
    {},
    false,
  ],
  [
    'CUSTOM is asked before tokens are looked at',
    [
      ap({
        action: 'CUSTOM',
        rules: [from({ requestPrincipals: ['*'] })],
        provider: { name: 'x' },
      }),
    ],
    'front',
    {},
    true,
  ],
  [
    'CUSTOM that does not match is not asked',
    [
      ap({
        action: 'CUSTOM',
        rules: [to({ paths: ['/x'] })],
        provider: { name: 'x' },
      }),
    ],
    'front',
    {},
    true,
  ],
  [
    'a dry-run does not count',
    [
      {
        ...deny({}),
        metadata: {
          ...deny({}).metadata,
          annotations: { 'istio.io/dry-run': 'true' },
        },
      },
    ],
    'front',
    {},
    true,
  ],
  [
    'another workload’s policy',
    [
      ap({
        action: 'DENY',
        selector: { matchLabels: { app: 'x' } },
        rules: [{}],
      }),
    ],
    'front',
    {},
    true,
  ],
  [
    'its own by a selector',
    [
      ap({
        action: 'DENY',
        selector: { matchLabels: { app: 'web' } },
        rules: [{}],
      }),
    ],
    'front',
    {},
    false,
  ],
  [
    'another namespace’s policy',
    [ap({ action: 'DENY', rules: [{}] }, 'far')],
    'front',
    {},
    true,
  ],
  [
    'the root namespace’s policy',
    [ap({ action: 'DENY', rules: [{}] }, 'istio-system')],
    'front',
    {},
    false,
  ],
  [
    'the root namespace’s by a selector',
    [
      ap(
        {
          action: 'DENY',
          selector: { matchLabels: { app: 'web' } },
          rules: [{}],
        },
        'istio-system',
      ),
    ],
    'front',
    {},
    false,
  ],
  [
    'sidecars pass over targetRefs',
    [
      ap({
        action: 'DENY',
        targetRefs: [{ kind: 'Service', name: 'web' }],
        rules: [{}],
      }),
    ],
    'front',
    {},
    true,
  ],
  ['a principal', [allow(from({ principals: [OTHER] }))], 'other', {}, true],
  [
    'another principal',
    [allow(from({ principals: [OTHER] }))],
    'front',
    {},
    false,
  ],
  [
    'a principal without mTLS',
    [allow(from({ principals: ['*'] }))],
    'plain',
    {},
    false,
  ],
  [
    'a principal by its end',
    [allow(from({ principals: ['*/sa/other'] }))],
    'other',
    {},
    true,
  ],
  [
    'a principal by its beginning',
    [allow(from({ principals: ['cluster.local/ns/far/*'] }))],
    'other',
    {},
    true,
  ],
  [
    'not a principal holds without mTLS',
    [deny(from({ notPrincipals: [OTHER] }))],
    'plain',
    {},
    false,
  ],
  [
    'not a principal',
    [deny(from({ notPrincipals: [OTHER] }))],
    'other',
    {},
    true,
  ],
  ['a namespace', [allow(from({ namespaces: ['far'] }))], 'other', {}, true],
  [
    'a namespace by a star',
    [allow(from({ namespaces: ['f*'] }))],
    'other',
    {},
    true,
  ],
  [
    'a namespace without mTLS',
    [allow(from({ namespaces: ['far'] }))],
    'plain',
    {},
    false,
  ],
  [
    'not a namespace',
    [allow(from({ notNamespaces: ['far'] }))],
    'other',
    {},
    false,
  ],
  [
    'a service account elsewhere',
    [allow(from({ serviceAccounts: ['far/other'] }))],
    'other',
    {},
    true,
  ],
  [
    'a service account of the policy’s namespace',
    [allow(from({ serviceAccounts: ['front'] }))],
    'front',
    {},
    true,
  ],
  [
    'a service account whose name only begins so',
    [allow(from({ serviceAccounts: ['far/oth'] }))],
    'other',
    {},
    false,
  ],
  [
    'an address',
    [allow(from({ ipBlocks: ['10.0.1.0/24'] }))],
    'plain',
    {},
    true,
  ],
  [
    'another address',
    [allow(from({ ipBlocks: ['10.0.1.0/24'] }))],
    'front',
    {},
    false,
  ],
  [
    'an address that a proxy before said',
    [allow(from({ remoteIpBlocks: ['1.2.3.4'] }))],
    'front',
    { headers: { 'X-Forwarded-For': '9.9.9.9, 1.2.3.4' } },
    true,
  ],
  [
    'all fields of a source',
    [allow(from({ namespaces: ['far'], principals: ['*/front'] }))],
    'other',
    {},
    false,
  ],
  [
    'one of several sources',
    [
      allow({
        from: [
          { source: { namespaces: ['x'] } },
          { source: { namespaces: ['far'] } },
        ],
      }),
    ],
    'other',
    {},
    true,
  ],
  ['a method', [allow(to({ methods: ['GET'] }))], 'front', {}, true],
  [
    'another method',
    [allow(to({ methods: ['GET'] }))],
    'front',
    { method: 'POST' },
    false,
  ],
  [
    'not a method',
    [deny(to({ notMethods: ['GET'] }))],
    'front',
    { method: 'POST' },
    false,
  ],
  ['a path', [allow(to({ paths: ['/a'] }))], 'front', { path: '/a?x=1' }, true],
  [
    'paths have case',
    [allow(to({ paths: ['/a'] }))],
    'front',
    { path: '/A' },
    false,
  ],
  [
    'a path by its beginning',
    [allow(to({ paths: ['/a*'] }))],
    'front',
    { path: '/ab/c' },
    true,
  ],
  [
    'a path by its end',
    [allow(to({ paths: ['*.png'] }))],
    'front',
    { path: '/x/y.png' },
    true,
  ],
  [
    'one part of a path',
    [allow(to({ paths: ['/a/{*}/c'] }))],
    'front',
    { path: '/a/b/c' },
    true,
  ],
  [
    'one part is not two',
    [allow(to({ paths: ['/a/{*}/c'] }))],
    'front',
    { path: '/a/b/b/c' },
    false,
  ],
  [
    'any parts of a path',
    [allow(to({ paths: ['/a/{**}'] }))],
    'front',
    { path: '/a/b/c' },
    true,
  ],
  [
    'dots are taken out first',
    [deny(to({ paths: ['/admin'] }))],
    'front',
    { path: '/x/../admin' },
    false,
  ],
  [
    'escapes of plain letters are taken out first',
    [deny(to({ paths: ['/admin'] }))],
    'front',
    { path: '/%61dmin' },
    false,
  ],
  [
    'an escaped slash stays',
    [deny(to({ paths: ['/a/b'] }))],
    'front',
    { path: '/a%2Fb' },
    true,
  ],
  [
    'two slashes stay two',
    [deny(to({ paths: ['/a/b'] }))],
    'front',
    { path: '/a//b' },
    true,
  ],
  [
    'a host in any case',
    [allow(to({ hosts: ['WEB.shop.svc.cluster.local'] }))],
    'front',
    {},
    true,
  ],
  [
    'a host with its port',
    [allow(to({ hosts: ['web:*'] }))],
    'front',
    { headers: { Host: 'web:80' } },
    true,
  ],
  [
    'the workload’s own port',
    [allow(to({ ports: ['8080'] }))],
    'front',
    {},
    true,
  ],
  [
    'not the Service’s port',
    [allow(to({ ports: ['80'] }))],
    'front',
    {},
    false,
  ],
  [
    'a header',
    [allow(when('request.headers[X-Team]', { values: ['red*'] }))],
    'front',
    { headers: { 'x-team': 'reddish' } },
    true,
  ],
  [
    'a header that is not there',
    [allow(when('request.headers[x-team]', { values: ['*'] }))],
    'front',
    {},
    false,
  ],
  [
    'not a header holds without it',
    [deny(when('request.headers[x-team]', { notValues: ['red'] }))],
    'front',
    {},
    false,
  ],
  [
    'a condition that Istio does not know',
    [allow(when('request.colour', { values: ['*'] }))],
    'front',
    {},
    false,
  ],
  [
    'all conditions',
    [
      allow({
        when: [
          { key: 'source.namespace', values: ['shop'] },
          { key: 'destination.port', values: ['1'] },
        ],
      }),
    ],
    'front',
    {},
    false,
  ],
  [
    'the server name',
    [
      allow(
        when('connection.sni', {
          values: ['outbound_.80_._.web.shop.svc.cluster.local'],
        }),
      ),
    ],
    'front',
    {},
    true,
  ],
  [
    'no server name without mTLS',
    [allow(when('connection.sni', { values: ['*'] }))],
    'plain',
    {},
    false,
  ],
  [
    'on TCP a rule of ALLOW with HTTP is dropped',
    [allow(to({ methods: ['GET'] }))],
    'front',
    { port: 9000 },
    false,
  ],
  [
    'on TCP its other rules hold',
    [allow(to({ methods: ['GET'] }), from({ namespaces: ['shop'] }))],
    'front',
    { port: 9000 },
    true,
  ],
  [
    'on TCP one HTTP part drops the whole rule',
    [
      allow({
        to: [
          { operation: { methods: ['GET'] } },
          { operation: { ports: ['9000'] } },
        ],
      }),
    ],
    'front',
    { port: 9000 },
    false,
  ],
  [
    'on TCP DENY leaves HTTP fields out',
    [deny(to({ methods: ['DELETE'] }))],
    'front',
    { port: 9000 },
    false,
  ],
  [
    'on TCP DENY keeps the other fields',
    [deny({ ...from({ namespaces: ['far'] }), ...to({ paths: ['/x'] }) })],
    'front',
    { port: 9000 },
    true,
  ],
];

describe('AuthorizationPolicies', () => {
  it.each(CASES)('%s', async (_title, policies, caller, question, allowed) => {
    expect((await call(policies, caller, question)).allowed).toBe(allowed);
  });

  it('do not know what an authorizer in MeshConfig says', async () => {
    const custom = (name: string, ...rules: object[]) =>
      ap({ action: 'CUSTOM', rules, provider: { name } });
    const meshConfig = {
      extensionProviders: [
        { name: 'http', envoyExtAuthzHttp: {} },
        { name: 'grpc', envoyExtAuthzGrpc: {} },
        { name: 'traces', zipkin: {} },
      ],
    };
    const allowed = async (
      policies: ReturnType<typeof ap>[],
      question: Partial<CallQuestion> = {},
    ) => (await call(policies, 'front', question, { meshConfig })).allowed;
    expect(await allowed([custom('http', {})])).toBeUndefined();
    expect(await allowed([custom('http', {}), deny({})])).toBe(false);
    expect(await allowed([custom('traces', {})])).toBe(false);
    expect(await allowed([custom('http', to({ paths: ['/x'] }))])).toBe(true);
    // An authorizer of HTTP is not asked about TCP.
    expect(await allowed([custom('http', {})], { port: 9000 })).toBe(true);
    expect(await allowed([custom('grpc', {})], { port: 9000 })).toBeUndefined();
    // One workload has one authorizer.
    expect(await allowed([custom('http', {}), custom('grpc', {})])).toBe(false);
  });

  it('names the policy and the rule that decided', async () => {
    const answer = await call(
      [
        ap(
          { rules: [to({ paths: ['/a'] }), to({ paths: ['/b'] })] },
          'shop',
          'two',
        ),
      ],
      'front',
      { path: '/b' },
    );
    expect(answer).toEqual({
      allowed: true,
      mtls: true,
      decidedBy: [
        {
          kind: 'AuthorizationPolicy',
          namespace: 'shop',
          name: 'two',
          rule: 1,
        },
      ],
      why: 'A rule allows it.',
    });
  });

  it('takes trust domains for the mesh’s own by their aliases', async () => {
    const policies = [allow(from({ principals: ['old/ns/far/sa/other'] }))];
    const ask = (meshConfig: object) =>
      call(policies, 'other', {}, { meshConfig });
    expect((await ask({ trustDomain: 'new' })).allowed).toBe(false);
    expect(
      (await ask({ trustDomain: 'new', trustDomainAliases: ['old'] })).allowed,
    ).toBe(true);
    const own = [allow(from({ principals: [OTHER] }))];
    expect(
      (await call(own, 'other', {}, { meshConfig: { trustDomain: 'new' } }))
        .allowed,
    ).toBe(true);
  });

  it('does not know where a kind cannot be read', async () => {
    const answer = await call(
      [],
      'front',
      {},
      { unreadable: new Set(['AuthorizationPolicy']) },
    );
    expect(answer).toEqual({
      decidedBy: [],
      why: 'Not known, because AuthorizationPolicy cannot be read.',
    });
  });
});
