import { call, policy, service, pod, world } from './testWorld';

const routes = (http: object[], more: object = {}, namespace = 'shop') =>
  policy('VirtualService', namespace, { hosts: ['web'], http, ...more });
const WAY = { route: [{ destination: { host: 'web' } }] };
const wayTo = (host: string) => ({ route: [{ destination: { host } }] });
const ALLOW_NEW = policy('AuthorizationPolicy', 'shop', {
  rules: [{ to: [{ operation: { paths: ['/new*'] } }] }],
});
const scope = (hosts: string[], more: object = {}) =>
  policy('Sidecar', 'far', { egress: [{ hosts }], ...more });

describe('routes of the caller', () => {
  it('refuses what no route takes', async () => {
    const only = routes([{ match: [{ uri: { prefix: '/a' } }], ...WAY }]);
    expect((await call([only], 'front', { path: '/a' })).allowed).toBe(true);
    expect(await call([only], 'front', { path: '/b' })).toMatchObject({
      allowed: false,
      decidedBy: [{ kind: 'VirtualService' }],
    });
    // Who has no proxy reads no routes.
    expect((await call([only], 'plain', { path: '/b' })).allowed).toBe(true);
  });

  it('shows policies the path that a route has rewritten', async () => {
    const rewriting = routes([
      {
        match: [{ uri: { prefix: '/old' } }],
        rewrite: { uri: '/new' },
        ...WAY,
      },
      WAY,
    ]);
    const ask = (path: string) =>
      call([ALLOW_NEW, rewriting], 'front', { path });
    expect((await ask('/old/x')).allowed).toBe(true);
    expect((await ask('/other')).allowed).toBe(false);
  });

  it.each<[string, object, object, boolean]>([
    [
      'a header',
      { headers: { 'x-a': { exact: 'b' } } },
      { headers: { 'X-A': 'b' } },
      true,
    ],
    [
      'without a header',
      { withoutHeaders: { 'x-a': {} } },
      { headers: { 'X-A': 'b' } },
      false,
    ],
    ['a method', { method: { exact: 'POST' } }, { method: 'POST' }, true],
    [
      'a regular expression for the whole path',
      { uri: { regex: '/v[0-9]' } },
      { path: '/v12' },
      false,
    ],
    [
      'a path in any case',
      { uri: { exact: '/A' }, ignoreUriCase: true },
      { path: '/a' },
      true,
    ],
    [
      'a query',
      { queryParams: { q: { exact: '1' } } },
      { path: '/?q=1' },
      true,
    ],
    ['labels of the caller', { sourceLabels: { app: 'front' } }, {}, true],
  ])('matches %s', async (_title, match, question, taken) => {
    const only = routes([
      { match: [match], ...WAY },
      { match: [{ uri: { exact: '/never' } }], ...WAY },
    ]);
    expect((await call([only], 'front', question)).allowed).toBe(taken);
  });

  it('does not count a route for other callers or ports at all', async () => {
    const foreign = routes([
      { match: [{ port: 81 }], directResponse: { status: 403 } },
    ]);
    expect((await call([foreign], 'front')).allowed).toBe(true);
  });

  it('takes the oldest of two for a host, and only what is exported', async () => {
    const open = routes([WAY]);
    const shut = routes([{ directResponse: { status: 403 } }]);
    expect((await call([open, shut], 'front')).allowed).toBe(true);
    const hidden = routes([{ directResponse: { status: 403 } }], {
      exportTo: ['.'],
    });
    expect((await call([hidden], 'front')).allowed).toBe(false);
    expect((await call([hidden], 'other')).allowed).toBe(true);
  });

  it('follows a call to where it is sent, and to a subset', async () => {
    const away = routes([{ route: [{ destination: { host: 'next' } }] }]);
    const policies = [
      away,
      policy('AuthorizationPolicy', 'shop', {
        selector: { matchLabels: { app: 'next' } },
        action: 'DENY',
        rules: [{}],
      }),
    ];
    const more = {
      pods: [
        ...world().pods,
        pod('shop', 'next', { labels: { version: 'v2' } }),
      ],
      services: [...world().services, service('shop', 'next')],
    };
    expect((await call(policies, 'front', {}, more)).allowed).toBe(false);
    const subset = routes([
      { route: [{ destination: { host: 'next', subset: 'v3' } }] },
    ]);
    const rule = policy('DestinationRule', 'shop', {
      host: 'next',
      subsets: [{ name: 'v3', labels: { version: 'v3' } }],
    });
    expect((await call([subset, rule], 'front', {}, more)).why).toMatch(
      /ready/,
    );
    expect((await call([subset], 'front', {}, more)).why).toMatch(/subset v3/);
  });

  it('breaks off what is broken off on purpose', async () => {
    const abort = (percentage?: object) =>
      routes([{ fault: { abort: { httpStatus: 500, percentage } }, ...WAY }]);
    expect((await call([abort({ value: 100 })], 'front')).allowed).toBe(false);
    expect(
      (await call([abort({ value: 10 })], 'front')).allowed,
    ).toBeUndefined();
  });
});

describe('the scope of the caller', () => {
  it('sends what it does not know as it is, or not at all', async () => {
    const strict = policy('PeerAuthentication', 'shop', {
      mtls: { mode: 'STRICT' },
    });
    const narrow = scope(['./*']);
    expect(await call([narrow], 'other')).toMatchObject({
      allowed: true,
      mtls: false,
    });
    expect((await call([narrow, strict], 'other')).allowed).toBe(false);
    const shut = scope(['./*'], {
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    });
    expect(await call([shut], 'other')).toMatchObject({
      allowed: false,
      decidedBy: [{ kind: 'Sidecar', namespace: 'far' }],
    });
    expect(
      (
        await call(
          [narrow],
          'other',
          {},
          {
            meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
          },
        )
      ).allowed,
    ).toBe(false);
  });

  it('knows hosts of routes in its scope, on port 80 alone', async () => {
    const host = 'web.shop.svc.cluster.local';
    const own = routes([wayTo(host)], { hosts: [host] }, 'far');
    const policies = [scope(['./*']), own];
    expect(await call([policies[0]], 'other')).toMatchObject({ mtls: false });
    expect(await call(policies, 'other')).toMatchObject({ mtls: true });
    const more = {
      services: [
        {
          ...service('shop', 'web'),
          spec: {
            selector: { app: 'web' },
            ports: [{ name: 'http', port: 8000, targetPort: 8080 }],
          },
        },
      ],
    };
    expect(await call(policies, 'other', { port: 8000 }, more)).toMatchObject({
      allowed: true,
      mtls: false,
    });
  });

  it.each([
    [['shop/*'], true],
    [['*/web.shop.svc.cluster.local'], true],
    [['*/*.shop.svc.cluster.local'], true],
    [['shop/other.shop.svc.cluster.local'], false],
    [['~/*'], false],
  ])('takes in by %j: %s', async (hosts, mtls) => {
    expect((await call([scope(hosts)], 'other')).mtls).toBe(mtls);
  });
});
