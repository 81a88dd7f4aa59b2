import type { KubernetesObject } from '../resources';
import { routesTo } from './routes';
import { object } from './testObjects';

const RATINGS = 'ratings.bookinfo.svc.cluster.local';
const to = (host: string, subset?: string, weight?: number) => ({
  destination: { host, ...(subset ? { subset } : {}) },
  ...(weight === undefined ? {} : { weight }),
});

function virtualService(
  path: string,
  spec: Record<string, unknown>,
): KubernetesObject {
  return object('VirtualService', path, spec);
}

function routes(...virtualServices: KubernetesObject[]) {
  return routesTo([RATINGS], 'bookinfo', virtualServices);
}

describe('routesTo', () => {
  it('tells hosts, weights and subsets in order', () => {
    expect(
      routes(
        virtualService('bookinfo/ratings', {
          hosts: ['ratings'],
          http: [
            {
              match: [{ headers: { 'end-user': { exact: 'jason' } } }],
              route: [to('ratings', 'v2')],
            },
            { route: [to('ratings', 'v1', 90), to('ratings', 'vm', 10)] },
          ],
        }),
      ),
    ).toEqual([
      {
        hosts: ['ratings'],
        match: 'header end-user = jason',
        destinations: [{ host: 'ratings', subset: 'v2', weight: 100 }],
        decidedBy: {
          kind: 'VirtualService',
          namespace: 'bookinfo',
          name: 'ratings',
        },
        field: '/spec/http/0',
      },
      {
        hosts: ['ratings'],
        destinations: [
          { host: 'ratings', subset: 'v1', weight: 90 },
          { host: 'ratings', subset: 'vm', weight: 10 },
        ],
        decidedBy: {
          kind: 'VirtualService',
          namespace: 'bookinfo',
          name: 'ratings',
        },
        field: '/spec/http/1',
      },
    ]);
  });

  const http = [{ route: [to('ratings')] }];
  it.each<[string, string, Record<string, unknown>, boolean]>([
    ['a short name', 'bookinfo/x', { hosts: ['ratings'], http }, true],
    ['a short name elsewhere', 'shop/x', { hosts: ['ratings'], http }, false],
    [
      'name and namespace, which is not completed',
      'shop/x',
      { hosts: ['ratings.bookinfo'], http },
      false,
    ],
    [
      'name, namespace and svc, neither',
      'shop/x',
      { hosts: ['ratings.bookinfo.svc'], http },
      false,
    ],
    ['the full name', 'shop/x', { hosts: [RATINGS], http }, true],
    [
      'the full name in capitals',
      'shop/x',
      { hosts: ['Ratings.Bookinfo.svc.cluster.local'], http },
      true,
    ],
    ['another namespace', 'shop/x', { hosts: ['ratings.other'], http }, false],
    [
      'a wildcard',
      'shop/x',
      { hosts: ['*.bookinfo.svc.cluster.local'], http },
      true,
    ],
    ['every host', 'shop/x', { hosts: ['*'], http }, true],
    [
      'an outside host',
      'bookinfo/x',
      { hosts: ['ratings.example.org'], http },
      false,
    ],
    [
      'mesh by name',
      'bookinfo/x',
      { hosts: ['ratings'], gateways: ['mesh', 'gw'], http },
      true,
    ],
    [
      'a gateway only',
      'bookinfo/x',
      { hosts: ['ratings'], gateways: ['gw'], http },
      false,
    ],
    [
      'a match for mesh',
      'bookinfo/x',
      {
        hosts: ['ratings'],
        gateways: ['gw', 'mesh'],
        http: [{ match: [{ gateways: ['mesh'] }], route: [to('ratings')] }],
      },
      true,
    ],
    [
      'a match for a gateway',
      'bookinfo/x',
      {
        hosts: ['ratings'],
        gateways: ['gw', 'mesh'],
        http: [{ match: [{ gateways: ['gw'] }], route: [to('ratings')] }],
      },
      false,
    ],
    ['no hosts', 'bookinfo/x', { http }, false],
  ])('%s', (_, path, spec, expected) => {
    expect(routes(virtualService(path, spec)).length > 0).toBe(expected);
  });

  it.each<[object[], string | undefined]>([
    [[], undefined],
    [[{}], undefined],
    [[{ uri: { prefix: '/a' } }, {}], undefined],
    [[{ uri: { exact: '/a' } }], 'path = /a'],
    [
      [{ uri: { prefix: '/a' }, method: { exact: 'GET' } }],
      'method = GET and path begins with /a',
    ],
    [
      [{ uri: { regex: '/a.*' } }, { port: 80 }],
      'path matches /a.*, or port 80',
    ],
    [[{ headers: { x: {} } }], 'header x is set'],
    [[{ withoutHeaders: { x: { exact: '1' } } }], 'without header x = 1'],
    [[{ queryParams: { q: { exact: '1' } } }], 'query q = 1'],
    [
      [{ authority: { exact: 'a.b' }, scheme: { exact: 'https' } }],
      'scheme = https and authority = a.b',
    ],
    [
      [{ sourceLabels: { app: 'x' }, sourceNamespace: 'shop' }],
      "caller's label app = x and caller in namespace shop",
    ],
  ])('says when: %j', (match, expected) => {
    const [route] = routes(
      virtualService('bookinfo/x', {
        hosts: ['ratings'],
        http: [{ match, route: [to('ratings')] }],
      }),
    );
    expect(route.match).toBe(expected);
  });

  it('tells TLS and TCP routes, and ports of destinations', () => {
    const found = routes(
      virtualService('bookinfo/x', {
        hosts: ['ratings'],
        tls: [{ match: [{ sniHosts: ['a.b'] }], route: [to('ratings')] }],
        tcp: [
          {
            match: [{ destinationSubnets: ['10.0.0.0/8'] }],
            route: [{ destination: { host: 'x', port: { number: 3306 } } }],
          },
        ],
      }),
    );
    expect(
      found.map(({ match, destinations }) => [match, destinations]),
    ).toEqual([
      ['server name a.b', [{ host: 'ratings', weight: 100 }]],
      ['address in 10.0.0.0/8', [{ host: 'x', port: 3306, weight: 100 }]],
    ]);
  });

  it('gives a destination without weight beside others no share', () => {
    const [route] = routes(
      virtualService('bookinfo/x', {
        hosts: ['ratings'],
        http: [{ route: [to('a'), to('b', undefined, 100)] }],
      }),
    );
    expect(route.destinations.map(({ weight }) => weight)).toEqual([0, 100]);
  });

  it('says for whom a route holds that only its own namespace sees', () => {
    const spec = { hosts: [RATINGS], exportTo: ['.'], http };
    expect(routes(virtualService('shop/x', spec))[0].match).toBe(
      'caller in namespace shop',
    );
    expect(routes(virtualService('bookinfo/x', spec))[0].match).toBeUndefined();
  });

  it('says what is answered without a destination', () => {
    const found = routes(
      virtualService('bookinfo/x', {
        hosts: ['ratings'],
        http: [
          { redirect: { uri: '/x' } },
          { match: [{ port: 1 }], directResponse: { status: 503 } },
        ],
      }),
    );
    expect(
      found.map(({ match, destinations }) => [match, destinations]),
    ).toEqual([
      ['answered with a redirect', []],
      ['port 1; answered by the proxy itself', []],
    ]);
  });

  it('follows a delegation', () => {
    const root = virtualService('bookinfo/root', {
      hosts: ['ratings'],
      http: [
        {
          match: [{ uri: { prefix: '/a' } }],
          delegate: { name: 'part', namespace: 'shop' },
        },
        { delegate: { name: 'gone' } },
      ],
    });
    const part = virtualService('shop/part', {
      http: [{ match: [{ port: 1 }], route: [to('x.shop')] }],
    });
    expect(routes(root, part)).toEqual([
      {
        hosts: ['ratings'],
        match: 'path begins with /a; port 1',
        destinations: [{ host: 'x.shop', weight: 100 }],
        decidedBy: { kind: 'VirtualService', namespace: 'shop', name: 'part' },
        field: '/spec/http/0',
        delegatedBy: {
          kind: 'VirtualService',
          namespace: 'bookinfo',
          name: 'root',
        },
      },
    ]);
  });
});
