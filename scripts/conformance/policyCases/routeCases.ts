import { policyObject } from '../generated/policyObject';
import type { WireCall, WireCase } from './WireCase';

const SIDECAR = 'alpha/web-v1';
const SHOP = 'beta/shop';
const MULTI = 'gamma/multi';
const HOST = 'multi.gamma.svc.cluster.local';
const ASIDE = 'aside.gamma.svc.cluster.local';
const routes = (namespace: string, name: string, spec: object) =>
  policyObject('VirtualService', name, namespace, spec);
const to = (host: string, more = {}) => ({
  route: [{ destination: { host, ...more } }],
});
const prefix = (text: string) => ({ match: [{ uri: { prefix: text } }] });
const paths = (froms: string[], texts: string[]) =>
  froms.flatMap(from =>
    texts.map((path): WireCall => [from, MULTI, 80, { path }]),
  );
const noPost = policyObject('AuthorizationPolicy', 'no-secret', 'gamma', {
  selector: { matchLabels: { app: 'aside' } },
  action: 'DENY',
  rules: [{ to: [{ operation: { paths: ['/closed*'] } }] }],
});
const gammaRoute = (
  namespace: string,
  name: string,
  parent: object,
  rules: object[],
) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name, namespace },
  spec: { parentRefs: [{ group: '', kind: 'Service', ...parent }], rules },
});
const entry = (name: string, namespace: string, spec: object) =>
  policyObject('ServiceEntry', name, namespace, spec);

/** Routes, and what proxies are let know. */
export const ROUTE_CASES: WireCase[] = [
  {
    title: 'routes of a VirtualService',
    objects: [
      noPost,
      routes('gamma', 'multi', {
        hosts: ['multi'],
        http: [
          {
            ...prefix('/abort'),
            fault: { abort: { httpStatus: 503, percentage: { value: 100 } } },
            ...to(HOST),
          },
          {
            ...prefix('/delay'),
            fault: {
              delay: { fixedDelay: '10ms', percentage: { value: 100 } },
            },
            ...to(HOST),
          },
          {
            ...prefix('/never'),
            fault: { abort: { httpStatus: 503, percentage: { value: 0 } } },
            ...to(HOST),
          },
          { ...prefix('/else'), redirect: { uri: '/x' } },
          { ...prefix('/direct'), directResponse: { status: 404 } },
          { ...prefix('/aside'), rewrite: { uri: '/closed' }, ...to(ASIDE) },
          { ...prefix('/open'), ...to('aside.gamma.svc.cluster.local') },
          { ...prefix('/far'), ...to('nowhere.gamma.svc.cluster.local') },
          { ...prefix('/port'), ...to(HOST, { port: { number: 9000 } }) },
          { ...prefix('/noport'), ...to(HOST, { port: { number: 4444 } }) },
          {
            match: [{ headers: { 'x-team': { regex: 'r.d' } } }],
            ...to(ASIDE),
          },
          {
            match: [{ method: { exact: 'PUT' }, port: 8000 }],
            directResponse: { status: 404 },
          },
          {
            match: [{ sourceLabels: { app: 'shop' } }],
            directResponse: { status: 403 },
          },
          { match: [{ uri: { exact: '/' } }], ...to('multi') },
        ],
      }),
    ],
    calls: [
      ...paths(
        [SIDECAR, SHOP, 'plain/raw', 'beta/legacy', 'gamma/aside'],
        [
          '/abort',
          '/delay',
          '/never',
          '/else',
          '/direct',
          '/aside',
          '/open',
          '/far',
          '/port',
          '/noport',
          '/',
          '/unrouted',
        ],
      ),
      [SIDECAR, MULTI, 80, { path: '/closed', headers: { 'x-team': 'red' } }],
      [SIDECAR, MULTI, 80, { path: '/closed', headers: { 'x-team': 'bored' } }],
      [SIDECAR, MULTI, 8000, { method: 'PUT' }],
      [SIDECAR, MULTI, 9000],
      [SIDECAR, MULTI, 8500],
      [SIDECAR, 'gamma/as-tcp', 80],
    ],
  },
  {
    title: 'a route for callers of one namespace, and a delegate',
    objects: [
      routes('alpha', 'private', {
        hosts: [HOST],
        exportTo: ['.'],
        http: [{ ...prefix('/a'), directResponse: { status: 404 } }, to(HOST)],
      }),
      routes('gamma', 'outer', {
        hosts: [HOST],
        http: [
          { ...prefix('/d'), delegate: { name: 'inner', namespace: 'gamma' } },
          {
            ...prefix('/gone'),
            delegate: { name: 'gone', namespace: 'gamma' },
          },
          to(HOST),
        ],
      }),
      routes('gamma', 'inner', {
        http: [
          { ...prefix('/d/stop'), directResponse: { status: 404 } },
          { ...prefix('/e'), directResponse: { status: 404 } },
          to(HOST),
        ],
      }),
    ],
    calls: paths([SIDECAR, SHOP], ['/a', '/d', '/d/stop', '/e', '/gone', '/']),
  },
  {
    title: 'routes of a Service by HTTPRoute',
    objects: [
      noPost,
      gammaRoute('gamma', 'producer', { name: 'multi', port: 80 }, [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/aside' } }],
          backendRefs: [{ name: 'aside', port: 80 }],
        },
        {
          matches: [{ path: { type: 'Exact', value: '/gone' } }],
          backendRefs: [{ name: 'nowhere', port: 80 }],
        },
        {
          matches: [{ path: { type: 'PathPrefix', value: '/closed' } }],
          filters: [
            {
              type: 'URLRewrite',
              urlRewrite: {
                path: { type: 'ReplaceFullPath', replaceFullPath: '/closed' },
              },
            },
          ],
          backendRefs: [{ name: 'aside', port: 80 }],
        },
        {
          matches: [
            { headers: [{ name: 'x-team', value: 'red' }], method: 'GET' },
          ],
          filters: [
            {
              type: 'RequestRedirect',
              requestRedirect: { hostname: 'x.example.org' },
            },
          ],
        },
        {
          matches: [{ path: { type: 'PathPrefix', value: '/multi' } }],
          backendRefs: [{ name: 'multi', port: 8000 }],
        },
      ]),
    ],
    calls: [
      ...paths(
        [SIDECAR, SHOP, 'plain/raw', 'beta/legacy', 'gamma/aside'],
        ['/', '/aside', '/asides', '/gone', '/closed', '/multi/x', '/unrouted'],
      ),
      [SIDECAR, MULTI, 80, { path: '/multi', headers: { 'x-team': 'red' } }],
      [SIDECAR, MULTI, 80, { path: '/x', headers: { 'x-team': 'red' } }],
      [
        SIDECAR,
        MULTI,
        80,
        { path: '/x', method: 'POST', headers: { 'x-team': 'red' } },
      ],
      [SIDECAR, MULTI, 8000],
      [SIDECAR, MULTI, 8500, { path: '/unrouted' }],
    ],
  },
  {
    title:
      'HTTPRoutes of callers’ own, for every port, beside a VirtualService',
    objects: [
      gammaRoute('alpha', 'consumer', { name: 'multi', namespace: 'gamma' }, [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/ok' } }],
          backendRefs: [{ name: 'web', port: 80 }],
        },
        {
          matches: [{ path: { type: 'PathPrefix', value: '/other' } }],
          backendRefs: [{ name: 'multi', namespace: 'gamma', port: 80 }],
        },
      ]),
      routes('gamma', 'beside', {
        hosts: [HOST],
        http: [{ ...prefix('/vs'), directResponse: { status: 404 } }, to(HOST)],
      }),
    ],
    calls: [
      ...paths([SIDECAR, SHOP], ['/', '/ok', '/other', '/vs']),
      [SIDECAR, MULTI, 8000, { path: '/ok' }],
      [SIDECAR, MULTI, 8000, { path: '/' }],
      [SIDECAR, MULTI, 9000],
    ],
  },
  {
    title: 'two HTTPRoutes of one Service, to other namespaces as well',
    objects: [
      gammaRoute('gamma', 'one', { name: 'multi' }, [
        {
          matches: [{ path: { value: '/a' } }],
          backendRefs: [{ name: 'aside', port: 80 }],
        },
        {
          matches: [{ path: { value: '/f' } }],
          backendRefs: [{ name: 'shop', namespace: 'beta', port: 80 }],
        },
        {
          matches: [{ path: { value: '/r' } }],
          backendRefs: [{ name: 'raw', namespace: 'plain', port: 80 }],
        },
      ]),
      gammaRoute('gamma', 'two', { name: 'multi' }, [
        {
          matches: [{ path: { value: '/a/b' } }],
          filters: [
            { type: 'RequestRedirect', requestRedirect: { hostname: 'x.org' } },
          ],
        },
        {
          matches: [{ path: { value: '/w' } }],
          backendRefs: [
            { name: 'multi', port: 80, weight: 1 },
            { name: 'multi', port: 8000, weight: 0 },
          ],
        },
        { matches: [{ path: { value: '/z' } }], backendRefs: [] },
      ]),
      {
        apiVersion: 'gateway.networking.k8s.io/v1beta1',
        kind: 'ReferenceGrant',
        metadata: { name: 'grant', namespace: 'beta' },
        spec: {
          from: [
            {
              group: 'gateway.networking.k8s.io',
              kind: 'HTTPRoute',
              namespace: 'gamma',
            },
          ],
          to: [{ group: '', kind: 'Service' }],
        },
      },
    ],
    calls: [
      ...paths([SIDECAR], ['/', '/a', '/a/b', '/f', '/r', '/w', '/z']),
      [SIDECAR, MULTI, 8000, { path: '/a/b' }],
    ],
  },
  {
    title: 'routes to ServiceEntries',
    objects: [
      entry('pinned', 'gamma', {
        hosts: ['pinned.example.org'],
        ports: [
          { number: 80, name: 'http', protocol: 'HTTP', targetPort: 8080 },
        ],
        resolution: 'STATIC',
        workloadSelector: { labels: { app: 'aside' } },
      }),
      entry('old', 'gamma', {
        hosts: ['old.example.org'],
        ports: [
          { number: 80, name: 'http', protocol: 'HTTP', targetPort: 8080 },
        ],
        resolution: 'STATIC',
        endpoints: [{ address: '127.0.0.1' }],
      }),
      noPost,
      routes('gamma', 'multi', {
        hosts: [HOST],
        http: [
          { ...prefix('/pinned'), ...to('pinned.example.org') },
          { ...prefix('/old'), ...to('old.example.org') },
          { ...prefix('/gone'), ...to('gone.example.org') },
          to(HOST),
        ],
      }),
      policyObject('Sidecar', 'narrow', 'beta', {
        outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
        egress: [{ hosts: ['gamma/*'] }],
      }),
    ],
    calls: [
      ...paths([SIDECAR, SHOP], ['/pinned', '/old', '/gone', '/']),
      [
        SIDECAR,
        MULTI,
        80,
        { headers: { host: 'pinned.example.org' }, path: '/' },
      ],
      [SHOP, MULTI, 80, { headers: { host: 'unknown.example.org' } }],
      [SHOP, 'alpha/web', 80],
      [SHOP, 'alpha/web', 9000],
    ],
  },
  {
    title: 'listeners that a Sidecar sets for those who call',
    objects: [
      policyObject('Sidecar', 'ingress', 'gamma', {
        workloadSelector: { labels: { app: 'multi' } },
        ingress: [
          {
            port: { number: 8080, protocol: 'HTTP', name: 'http' },
            defaultEndpoint: '127.0.0.1:8081',
          },
          {
            port: { number: 9090, protocol: 'TCP', name: 'tcp' },
            defaultEndpoint: '127.0.0.1:9090',
          },
        ],
        egress: [{ hosts: ['./*'] }],
      }),
      policyObject('AuthorizationPolicy', 'no-post', 'gamma', {
        action: 'DENY',
        rules: [{ to: [{ operation: { methods: ['POST'] } }] }],
      }),
      policyObject('PeerAuthentication', 'ports', 'gamma', {
        selector: { matchLabels: { app: 'multi' } },
        mtls: { mode: 'STRICT' },
        portLevelMtls: { 9090: { mode: 'PERMISSIVE' } },
      }),
    ],
    calls: [SIDECAR, 'plain/raw'].flatMap(from =>
      ['GET', 'POST'].flatMap((method): WireCall[] => [
        [from, MULTI, 80, { method }],
        [from, MULTI, 8000, { method }],
        [from, MULTI, 9000, { method }],
        [from, 'gamma/as-tcp', 80, { method }],
        [from, 'gamma/pods', 8080, { method }],
      ]),
    ),
  },
  {
    title: 'hosts that a Sidecar hides',
    objects: [
      policyObject('Sidecar', 'default', 'beta', {
        egress: [{ hosts: ['./*', 'gamma/aside.gamma.svc.cluster.local'] }],
      }),
      policyObject('Sidecar', 'default', 'alpha', {
        egress: [{ hosts: ['*/*.gamma.svc.cluster.local'] }],
        outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
      }),
      policyObject('PeerAuthentication', 'strict', 'gamma', {
        selector: { matchLabels: { app: 'aside' } },
        mtls: { mode: 'STRICT' },
      }),
    ],
    calls: [SIDECAR, SHOP, 'beta/legacy'].flatMap((from): WireCall[] => [
      [from, MULTI, 80],
      [from, MULTI, 9000],
      [from, 'gamma/aside', 80],
      [from, 'gamma/pods', 8080],
      [from, 'beta/shop', 80],
      [from, 'alpha/web', 80],
      [from, 'alpha/web', 7000],
    ]),
  },
];
