/** @jest-environment node */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { KubernetesObject } from '../../resources';
import { askCall } from './askCall';
import { pod, policy, world } from './testWorld';
import type { CallAnswer, CallObjects, CallQuestion } from './types';

const gate: KubernetesObject = {
  ...pod('edge', 'gate', { ip: '10.0.2.1', proxy: false }),
  spec: {
    serviceAccountName: 'gate',
    containers: [{ name: 'istio-proxy', image: 'proxyv2:1.30.2' }],
  },
};
const gateway = (hosts: string[], more: object = {}, name = 'gate') =>
  policy(
    'Gateway',
    'edge',
    {
      selector: { app: 'gate' },
      servers: [
        {
          port: { number: 80, name: 'http', protocol: 'HTTP' },
          hosts,
          ...more,
        },
      ],
    },
    name,
  );
const routes = (http: object[], more: object = {}, namespace = 'shop') =>
  policy('VirtualService', namespace, {
    hosts: ['web.example.org'],
    gateways: ['edge/gate'],
    http,
    ...more,
  });
const toWeb = {
  route: [{ destination: { host: 'web.shop.svc.cluster.local' } }],
};
const usual = () => [gateway(['*']), routes([toWeb])];

function ask(
  policies: KubernetesObject[],
  question: Partial<CallQuestion> = {},
  more: Partial<CallObjects> = {},
): Promise<CallAnswer> {
  const objects = world(policies);
  return askCall(
    {
      ...objects,
      pods: [...objects.pods, gate],
      gateways: policies.filter(({ kind }) => kind === 'Gateway'),
      ...more,
    },
    {
      from: { namespace: 'edge', name: 'gate-1' },
      to: { namespace: 'shop', name: 'web' },
      port: 80,
      headers: { host: 'web.example.org' },
      ...question,
    },
  );
}

const policyFor = (namespace: string, spec: object) =>
  policy('AuthorizationPolicy', namespace, spec);
const from = (source: object) => ({ rules: [{ from: [{ source }] }] });

/** Title, objects, question, whether it is allowed. */
const CASES: [
  string,
  () => KubernetesObject[],
  Partial<CallQuestion>,
  boolean | undefined,
][] = [
  ['a route leads to the Service', usual, {}, true],
  ['no host is named', usual, { headers: {} }, true],
  ['no route leads to it', () => [gateway(['*'])], { headers: {} }, false],
  ['another host', usual, { headers: { host: 'x.example.org' } }, false],
  [
    'a port after the host',
    usual,
    { headers: { host: 'web.example.org:80' } },
    true,
  ],
  [
    'the server is for other hosts',
    () => [gateway(['x.example.org']), routes([toWeb])],
    {},
    false,
  ],
  [
    'the server is for routes of other namespaces',
    () => [gateway(['far/*.example.org']), routes([toWeb])],
    {},
    false,
  ],
  [
    'the server is for routes of its own namespace',
    () => [gateway(['./*']), routes([toWeb], {}, 'edge')],
    {},
    true,
  ],
  [
    'routes of another Gateway',
    () => [gateway(['*']), routes([toWeb], { gateways: ['edge/other'] })],
    {},
    false,
  ],
  [
    'a Gateway of the routes’ own namespace',
    () => [gateway(['*']), routes([toWeb], { gateways: ['gate'] }, 'edge')],
    {},
    true,
  ],
  [
    'routes that are not shown to the gateway',
    () => [gateway(['*']), routes([toWeb], { exportTo: ['.'] })],
    {},
    false,
  ],
  [
    'routes for workloads only',
    () => [
      gateway(['*']),
      routes([{ ...toWeb, match: [{ gateways: ['mesh'] }] }], {
        gateways: ['edge/gate', 'mesh'],
      }),
    ],
    {},
    false,
  ],
  [
    'no route for the path',
    () => [
      gateway(['*']),
      routes([{ ...toWeb, match: [{ uri: { prefix: '/api' } }] }]),
    ],
    { path: '/' },
    false,
  ],
  [
    'several VirtualServices for a host count together',
    () => [
      gateway(['*']),
      routes([{ ...toWeb, match: [{ uri: { prefix: '/api' } }] }]),
      routes([{ ...toWeb, match: [{ uri: { prefix: '/shop' } }] }]),
    ],
    { path: '/shop/1' },
    true,
  ],
  [
    'a route for all goes last',
    () => [
      gateway(['*']),
      routes([{ directResponse: { status: 418 } }]),
      routes([{ ...toWeb, match: [{ uri: { prefix: '/shop' } }] }]),
    ],
    { path: '/shop/1' },
    true,
  ],
  [
    'the narrower host counts alone',
    () => [
      gateway(['*']),
      routes([toWeb], { hosts: ['*.example.org'] }),
      routes([{ directResponse: { status: 418 } }]),
    ],
    {},
    false,
  ],
  [
    'calls without TLS are sent to TLS',
    () => [gateway(['*'], { tls: { httpsRedirect: true } }), routes([toWeb])],
    {},
    false,
  ],
  [
    'its identity is allowed',
    () => [
      ...usual(),
      policyFor(
        'shop',
        from({ principals: ['cluster.local/ns/edge/sa/gate'] }),
      ),
    ],
    {},
    true,
  ],
  [
    'another identity is allowed',
    () => [...usual(), policyFor('shop', from({ namespaces: ['shop'] }))],
    {},
    false,
  ],
  [
    'a policy of the gateway denies',
    () => [
      ...usual(),
      policyFor('edge', {
        action: 'DENY',
        rules: [{ to: [{ operation: { paths: ['/admin'] } }] }],
      }),
    ],
    { path: '/admin' },
    false,
  ],
  [
    'the gateway asks for an identity, which those outside have not',
    () => [...usual(), policyFor('edge', from({ principals: ['*'] }))],
    {},
    false,
  ],
  [
    'addresses of those outside are not known',
    () => [...usual(), policyFor('edge', from({ ipBlocks: ['1.2.3.0/24'] }))],
    {},
    undefined,
  ],
  [
    'nor to the one who is called',
    () => [
      ...usual(),
      policyFor('shop', from({ remoteIpBlocks: ['1.2.3.0/24'] })),
    ],
    {},
    undefined,
  ],
  [
    'the gateway’s own address is known',
    () => [...usual(), policyFor('shop', from({ ipBlocks: ['10.0.2.1'] }))],
    {},
    true,
  ],
  [
    'the Sidecar of its namespace does not hold for it',
    () => [
      ...usual(),
      policy('Sidecar', 'edge', {
        egress: [{ hosts: ['~/*'] }],
        outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
      }),
    ],
    {},
    true,
  ],
];

describe('calls through a gateway', () => {
  it.each(CASES)('%s', async (_title, objects, question, allowed) => {
    expect((await ask(objects(), question)).allowed).toBe(allowed);
  });

  it('are carried on by mutual TLS, as DestinationRules say', async () => {
    expect(await ask(usual())).toMatchObject({ allowed: true, mtls: true });
    const rule = policy('DestinationRule', 'edge', {
      host: 'web.shop.svc.cluster.local',
      trafficPolicy: { tls: { mode: 'DISABLE' } },
    });
    const strict = policy('PeerAuthentication', 'shop', {
      mtls: { mode: 'STRICT' },
    });
    expect(await ask([...usual(), rule])).toMatchObject({
      allowed: true,
      mtls: false,
    });
    expect(await ask([...usual(), rule, strict])).toMatchObject({
      allowed: false,
      mtls: false,
    });
  });

  it('are not known where Gateways were not read, or none is served', async () => {
    const unread = await ask(usual(), {}, { gateways: undefined });
    expect(unread.allowed).toBeUndefined();
    expect(unread.why).toContain('Gateways were not read');
    expect((await ask([routes([toWeb])])).allowed).toBeUndefined();
  });

  it('are routed by claims of a token', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwks = JSON.stringify({ keys: [await exportJWK(publicKey)] });
    const token = await new SignJWT({ iss: 'one', group: ['ops', 'dev'] })
      .setProtectedHeader({ alg: 'ES256' })
      .sign(privateKey);
    const byClaim = (name: string) => [
      gateway(['*']),
      routes([
        { ...toWeb, match: [{ headers: { [name]: { exact: 'dev' } } }] },
      ]),
      policy('RequestAuthentication', 'edge', {
        jwtRules: [{ issuer: 'one', jwks }],
      }),
    ];
    const host = 'web.example.org';
    for (const name of [
      '@request.auth.claims.group',
      '@request.auth.claims[group]',
    ]) {
      expect(
        (
          await ask(byClaim(name), {
            headers: { host, authorization: `Bearer ${token}` },
          })
        ).allowed,
      ).toBe(true);
      expect((await ask(byClaim(name), { headers: { host } })).allowed).toBe(
        false,
      );
    }
  });
});

const managed: KubernetesObject = {
  ...gate,
  metadata: {
    name: 'gate-1',
    namespace: 'edge',
    labels: { 'gateway.networking.k8s.io/gateway-name': 'managed' },
  },
};

function apiGateway(listener: object = {}): KubernetesObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'managed', namespace: 'edge' },
    spec: {
      gatewayClassName: 'istio',
      listeners: [
        {
          name: 'http',
          port: 80,
          protocol: 'HTTP',
          allowedRoutes: { namespaces: { from: 'All' } },
          ...listener,
        },
      ],
    },
  };
}

const web = { backendRefs: [{ name: 'web', port: 80 }] };
const nothing = { backendRefs: [] };

function httpRoute(
  rules: object[],
  more: object = {},
  namespace = 'shop',
): KubernetesObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'route', namespace },
    spec: {
      parentRefs: [{ name: 'managed', namespace: 'edge' }],
      hostnames: ['web.example.org'],
      rules,
      ...more,
    },
  };
}

const path = (value: string, type = 'PathPrefix') => ({
  matches: [{ path: { type, value } }],
});
const grant: KubernetesObject = {
  apiVersion: 'gateway.networking.k8s.io/v1beta1',
  kind: 'ReferenceGrant',
  metadata: { name: 'grant', namespace: 'shop' },
  spec: {
    from: [{ kind: 'HTTPRoute', namespace: 'far' }],
    to: [{ kind: 'Service' }],
  },
};
const fromFar = httpRoute(
  [{ backendRefs: [{ name: 'web', namespace: 'shop', port: 80 }] }],
  {},
  'far',
);

/** Title, Gateway, HTTPRoutes, path, whether it is allowed, other objects. */
const API_CASES: [
  string,
  KubernetesObject,
  KubernetesObject[],
  string,
  boolean,
  Partial<CallObjects>,
][] = [
  ['a route', apiGateway(), [httpRoute([web])], '/', true, {}],
  [
    'a route of another Gateway',
    apiGateway(),
    [httpRoute([web], { parentRefs: [{ name: 'other', namespace: 'edge' }] })],
    '/',
    false,
    {},
  ],
  [
    'a route of another listener',
    apiGateway(),
    [
      httpRoute([web], {
        parentRefs: [
          { name: 'managed', namespace: 'edge', sectionName: 'other' },
        ],
      }),
    ],
    '/',
    false,
    {},
  ],
  [
    'a listener for its own namespace',
    apiGateway({ allowedRoutes: undefined }),
    [httpRoute([web])],
    '/',
    false,
    {},
  ],
  [
    'a listener for another host',
    apiGateway({ hostname: '*.example.net' }),
    [httpRoute([web])],
    '/',
    false,
    {},
  ],
  [
    'a prefix is of whole parts',
    apiGateway(),
    [httpRoute([{ ...path('/a'), ...web }])],
    '/ab',
    false,
    {},
  ],
  [
    'what is below a prefix',
    apiGateway(),
    [httpRoute([{ ...path('/a/'), ...web }])],
    '/a/b',
    true,
    {},
  ],
  [
    'an exact path goes before a prefix',
    apiGateway(),
    [
      httpRoute([
        { ...path('/a'), ...nothing },
        { ...path('/a', 'Exact'), ...web },
      ]),
    ],
    '/a',
    true,
    {},
  ],
  [
    'a longer prefix goes before a shorter one',
    apiGateway(),
    [
      httpRoute([
        { ...path('/a'), ...nothing },
        { ...path('/a/b'), ...web },
      ]),
    ],
    '/a/b/c',
    true,
    {},
  ],
  [
    'a rewrite is seen by the one called',
    apiGateway(),
    [
      httpRoute([
        {
          ...path('/a'),
          ...web,
          filters: [
            {
              type: 'URLRewrite',
              urlRewrite: {
                path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/b' },
              },
            },
          ],
        },
      ]),
    ],
    '/a/c',
    false,
    {
      authorizationPolicies: [
        policyFor('shop', {
          action: 'DENY',
          rules: [{ to: [{ operation: { paths: ['/b/c'] } }] }],
        }),
      ],
    },
  ],
  [
    'a Service of another namespace that grants nothing',
    apiGateway(),
    [fromFar],
    '/',
    false,
    {},
  ],
  [
    'a Service of another namespace that grants it',
    apiGateway(),
    [fromFar],
    '/',
    true,
    { referenceGrants: [grant] },
  ],
  [
    'a policy with a targetRef to the Gateway',
    apiGateway(),
    [httpRoute([web])],
    '/admin',
    false,
    {
      authorizationPolicies: [
        policyFor('edge', {
          action: 'DENY',
          targetRefs: [
            {
              kind: 'Gateway',
              group: 'gateway.networking.k8s.io',
              name: 'managed',
            },
          ],
          rules: [{ to: [{ operation: { paths: ['/admin'] } }] }],
        }),
      ],
    },
  ],
];

describe('calls through a gateway of the Gateway API', () => {
  it.each(API_CASES)(
    '%s',
    async (_title, one, httpRoutes, asked, allowed, more) => {
      const objects = {
        pods: [...world().pods, managed],
        gatewayApiGateways: [one],
        httpRoutes,
        ...more,
      };
      expect((await ask([], { path: asked }, objects)).allowed).toBe(allowed);
    },
  );
});
