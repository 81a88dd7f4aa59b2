import { policyObject } from '../generated/policyObject';
import { ISSUERS, jwksOf, tokenOf } from '../generated/policyTokens';
import type { WireCall, WireCase } from './WireCase';

const SIDECAR = 'alpha/web-v1';
const MULTI = 'gamma/multi';
const policy = (name: string, spec: object, annotations = {}) =>
  policyObject('AuthorizationPolicy', name, 'gamma', spec, annotations);
const tokens = policyObject('RequestAuthentication', 'tokens', 'gamma', {
  jwtRules: [
    {
      issuer: ISSUERS[0],
      jwks: jwksOf(0),
      fromHeaders: [
        { name: 'x-token' },
        { name: 'Authorization', prefix: 'Bearer ' },
      ],
      fromParams: ['t'],
      spaceDelimitedClaims: ['words'],
    },
  ],
});
const bearer = (claims: object, issuer = 0) => ({
  headers: { authorization: `Bearer ${tokenOf(issuer, claims)}` },
});
const claim = (key: string, values: string[]) => ({
  key: `request.auth.claims${key}`,
  values,
});
const path = (text: string, more: object = {}): WireCall => [
  SIDECAR,
  MULTI,
  80,
  { path: text, ...more },
];
const at = (text: string, ...when: object[]) => ({
  to: [{ operation: { paths: [text] } }],
  when,
});

/** Rules of AuthorizationPolicies, and tokens. */
export const RULE_CASES: WireCase[] = [
  {
    title: 'claims of every type',
    objects: [
      tokens,
      policy('claims', {
        rules: [
          at('/number', claim('[level]', ['7'])),
          at('/truth', claim('[admin]', ['true'])),
          at('/nested', claim('[realm][roles]', ['chief'])),
          at('/deep', claim('[a][b][c]', ['x'])),
          at('/dotted', claim('[a.b]', ['x'])),
          at('/url', claim('[https://example.org/groups]', ['ops'])),
          at('/list', claim('[numbers]', ['1'])),
          at('/words', claim('[words]', ['two'])),
          at('/star', claim('[level]', ['*'])),
          at('/iss', claim('[iss]', [ISSUERS[0]])),
        ],
      }),
    ],
    calls: [
      ...[
        '/number',
        '/truth',
        '/nested',
        '/deep',
        '/dotted',
        '/url',
        '/list',
        '/words',
        '/star',
        '/iss',
      ].map(one =>
        path(
          one,
          bearer({
            sub: 'ann',
            level: 7,
            admin: true,
            realm: { roles: ['boss', 'chief'] },
            a: { b: { c: 'x' } },
            'a.b': 'x',
            'https://example.org/groups': ['ops'],
            numbers: [1, 2],
            words: 'one two',
          }),
        ),
      ),
      path('/nested', bearer({ realm: { roles: 'chief' } })),
      path('/words', bearer({ words: 'two' }, 1)),
      path('/words'),
      path(`/words?t=${tokenOf(0, { sub: 'a', words: 'two' })}`),
      path(`/words?access_token=${tokenOf(0, { sub: 'a', words: 'two' })}`),
      path('/words', { headers: { 'x-token': tokenOf(0, { words: 'two' }) } }),
      path('/words', { headers: { 'x-token': 'no token' } }),
      path('/words', bearer({ words: 'two', exp: 1_600_000_000 })),
      path('/words', { headers: { authorization: 'Basic YTpi' } }),
      path('/words', { headers: { authorization: 'Bearer' } }),
      path('/words', { headers: { authorization: 'Bearer ' } }),
      path('/words', {
        headers: { authorization: `bearer ${tokenOf(0, { words: 'two' })}` },
      }),
    ],
  },
  {
    title: 'spellings of dry-run',
    objects: ['1', 't', 'TRUE', 'false', '0'].map((said, index) =>
      policy(
        `try-${index}`,
        {
          action: 'DENY',
          rules: [{ to: [{ operation: { paths: [`/${index}`] } }] }],
        },
        { 'istio.io/dry-run': said },
      ),
    ),
    calls: [0, 1, 2, 3, 4].map(index => path(`/${index}`)),
  },
  {
    title: 'templates, hosts, ports and negations',
    objects: [
      policy('many', {
        rules: [
          { to: [{ operation: { paths: ['/t/{*}/end'] } }] },
          {
            to: [
              { operation: { paths: ['/all/{**}'], notPaths: ['/all/x/*'] } },
            ],
          },
          { to: [{ operation: { paths: ['/mix/{*}/{**}/end'] } }] },
          {
            to: [
              {
                operation: {
                  hosts: ['multi.gamma.svc.cluster.local'],
                  methods: ['PUT'],
                },
              },
            ],
          },
          { to: [{ operation: { hosts: ['*.org'], methods: ['DELETE'] } }] },
          { to: [{ operation: { ports: ['8081'], notMethods: ['POST'] } }] },
          { to: [{ operation: { ports: ['9090'] } }] },
          {
            from: [{ source: { notIpBlocks: ['10.0.0.0/8'] } }],
            to: [{ operation: { paths: ['/out'] } }],
          },
          {
            from: [{ source: { notNamespaces: ['alpha'] } }],
            to: [{ operation: { paths: ['/not-alpha'] } }],
          },
          {
            to: [{ operation: { paths: ['/header'] } }],
            when: [
              {
                key: 'request.headers[X-Team]',
                values: ['r*'],
                notValues: ['red'],
              },
            ],
          },
          {
            to: [{ operation: { paths: ['/lacks'] } }],
            when: [{ key: 'request.headers[x-team]', notValues: ['*'] }],
          },
          {
            to: [{ operation: { paths: ['/ua'] } }],
            when: [{ key: 'request.headers[User-Agent]', notValues: ['*'] }],
          },
          {
            to: [{ operation: { paths: ['/remote'] } }],
            from: [{ source: { remoteIpBlocks: ['203.0.113.0/24'] } }],
          },
        ],
      }),
    ],
    calls: [
      ...[
        '/t/a/end',
        '/t/a/b/end',
        '/t//end',
        '/all/',
        '/all',
        '/all/a/b',
        '/all/x/y',
        '/mix/a/b/c/end',
        '/mix/a/end',
        '/out',
        '/not-alpha',
        '/lacks',
        '/ua',
        '/other',
        '/T/a/end',
        '/t/a/end?x=1',
        '/t/a/end#x',
        '/t/a/../b/end',
      ].flatMap((text): WireCall[] => [
        path(text),
        ['plain/raw', MULTI, 80, { path: text }],
      ]),
      path('/header', { headers: { 'x-team': 'red' } }),
      path('/header', { headers: { 'x-team': 'ready' } }),
      path('/lacks', { headers: { 'x-team': '' } }),
      path('/lacks', { headers: { 'x-team': 'a' } }),
      path('/ua', { headers: { 'user-agent': 'x' } }),
      path('/remote', { headers: { 'x-forwarded-for': '203.0.113.9' } }),
      [
        'plain/raw',
        MULTI,
        80,
        { path: '/remote', headers: { 'x-forwarded-for': '203.0.113.9' } },
      ],
      ['plain/raw', MULTI, 80, { method: 'PUT' }],
      path('/', { method: 'PUT' }),
      path('/', { method: 'PUT', headers: { host: 'multi.gamma' } }),
      path('/', {
        method: 'PUT',
        headers: { host: 'MULTI.gamma.svc.cluster.local' },
      }),
      path('/', {
        method: 'PUT',
        headers: { host: 'multi.gamma.svc.cluster.local:80' },
      }),
      path('/', { method: 'DELETE', headers: { host: 'x.example.org' } }),
      [
        'plain/raw',
        MULTI,
        80,
        { method: 'DELETE', headers: { host: 'x.example.org' } },
      ],
      [SIDECAR, MULTI, 8000],
      [SIDECAR, MULTI, 8000, { method: 'POST' }],
      [SIDECAR, MULTI, 9000, { method: 'POST' }],
      ['plain/raw', MULTI, 9000],
      ['edge/gate', MULTI, 80],
    ],
  },
  {
    title:
      'authorizers that are not there, and targets that sidecars do not read',
    objects: [
      policy('custom', {
        action: 'CUSTOM',
        provider: { name: 'nobody' },
        rules: [{ to: [{ operation: { paths: ['/asked'] } }] }],
      }),
      policy('target', {
        targetRefs: [{ group: '', kind: 'Service', name: 'multi' }],
        action: 'DENY',
        rules: [{}],
      }),
      policy('audit', { action: 'AUDIT', rules: [{}] }),
    ],
    calls: [
      path('/asked'),
      path('/'),
      [SIDECAR, MULTI, 9000],
      ['plain/raw', MULTI, 80, { path: '/asked' }],
    ],
  },
  {
    title: 'service accounts, trust domains and conditions of the source',
    objects: [
      policy('source', {
        rules: [
          {
            from: [{ source: { serviceAccounts: ['alpha/web-v1'] } }],
            to: [{ operation: { paths: ['/a'] } }],
          },
          {
            from: [{ source: { serviceAccounts: ['aside'] } }],
            to: [{ operation: { paths: ['/b'] } }],
          },
          {
            from: [{ source: { notServiceAccounts: ['alpha/web-v1'] } }],
            to: [{ operation: { paths: ['/c'] } }],
          },
          at('/d', { key: 'source.namespace', notValues: ['beta'] }),
          at('/e', {
            key: 'source.principal',
            notValues: ['cluster.local/ns/alpha/*'],
          }),
          at('/f', { key: 'source.ip', values: ['10.0.0.0/8'] }),
          at('/g', { key: 'destination.port', values: ['8080'] }),
          at('/h', { key: 'destination.port', values: ['80'] }),
          at('/i', {
            key: 'connection.sni',
            values: ['outbound_.80_._.multi.gamma.svc.cluster.local'],
          }),
          at('/j', { key: 'connection.sni', notValues: ['*'] }),
          at(
            '/k',
            { key: 'request.headers[x-a]', values: ['a'] },
            { key: 'request.headers[x-b]', values: ['b', 'c'] },
          ),
        ],
      }),
    ],
    calls: [
      ...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].flatMap(
        (text): WireCall[] =>
          [SIDECAR, 'plain/raw', 'beta/shop', 'gamma/aside', 'beta/legacy'].map(
            (from): WireCall => [from, MULTI, 80, { path: `/${text}` }],
          ),
      ),
      path('/k', { headers: { 'x-a': 'a', 'x-b': 'c' } }),
      path('/k', { headers: { 'x-a': 'a' } }),
      path('/k', { headers: { 'X-A': 'a', 'X-B': 'b' } }),
    ],
  },
];
