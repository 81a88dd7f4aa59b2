import type { KubernetesObject } from '../resources';
import { suggestSidecar } from './suggestSidecar';
import { SidecarScopeInput } from './types';

const named = (
  kind: string,
  path: string,
  spec: Record<string, unknown> = {},
): KubernetesObject => {
  const [namespace, name] = path.split('/');
  return { apiVersion: 'v1', kind, metadata: { namespace, name }, spec };
};
const POD: KubernetesObject = {
  ...named('Pod', 'web/page', { serviceAccountName: 'page' }),
  metadata: { namespace: 'web', name: 'page', labels: { app: 'page' } },
};

function suggest(more: Partial<SidecarScopeInput> = {}) {
  return suggestSidecar({
    component: 'Page',
    namespace: 'web',
    selector: { app: 'page' },
    workloads: [POD],
    dependencies: [
      {
        entity: 'component:default/cart',
        relation: 'depends on component:default/cart',
        services: [
          { namespace: 'shop', name: 'cart' },
          { namespace: 'web', name: 'cache' },
        ],
      },
    ],
    services: [
      named('Service', 'shop/cart', { selector: { app: 'cart' } }),
      named('Service', 'web/cache'),
      named('Service', 'shop/cart-next'),
      named('Service', 'shop/stock', { selector: { app: 'stock' } }),
    ],
    virtualServices: [],
    serviceEntries: [],
    authorizationPolicies: [],
    sidecars: [],
    isOwn: ({ metadata }) => metadata.name === 'ours',
    rootNamespace: 'istio-system',
    ...more,
  });
}

describe('suggestSidecar', () => {
  it('takes what is declared, and the mesh’s own namespace', () => {
    const { sidecar, hosts, undeclared, warnings } = suggest();
    expect(sidecar).toEqual({
      apiVersion: 'networking.istio.io/v1',
      kind: 'Sidecar',
      metadata: { name: 'page', namespace: 'web' },
      spec: {
        workloadSelector: { labels: { app: 'page' } },
        egress: [
          {
            hosts: [
              './cache.web.svc.cluster.local',
              'istio-system/*',
              'shop/cart.shop.svc.cluster.local',
            ],
          },
        ],
      },
    });
    expect(hosts[0]).toEqual({
      host: 'shop/cart.shop.svc.cluster.local',
      why: 'The catalog says: depends on component:default/cart.',
    });
    expect([undeclared, warnings]).toEqual([[], []]);
  });

  it('follows routes, and takes hosts that were opened for the component', () => {
    const { hosts } = suggest({
      virtualServices: [
        named('VirtualService', 'shop/cart', {
          hosts: ['cart'],
          http: [{ route: [{ destination: { host: 'cart-next' } }] }],
        }),
      ],
      serviceEntries: [
        named('ServiceEntry', 'web/ours', { hosts: ['api.example.org'] }),
      ],
    });
    expect(hosts.map(({ host }) => host)).toEqual(
      expect.arrayContaining([
        'shop/cart-next.shop.svc.cluster.local',
        './api.example.org',
      ]),
    );
  });

  it('warns of what is called, or may be, and not declared', () => {
    const given: Partial<SidecarScopeInput> = {
      serviceEntries: [
        named('ServiceEntry', 'web/other', { hosts: ['pay.example.org'] }),
        named('ServiceEntry', 'far/all', { hosts: ['all.example.org'] }),
      ],
      virtualServices: [
        named('VirtualService', 'shop/stock', {
          hosts: ['stock'],
          http: [{ match: [{ sourceLabels: { app: 'page' } }], route: [] }],
        }),
      ],
      authorizationPolicies: [
        named('AuthorizationPolicy', 'shop/cart-next', {
          selector: { matchLabels: { app: 'stock' } },
          rules: [
            {
              from: [
                { source: { principals: ['cluster.local/ns/web/sa/page'] } },
              ],
            },
          ],
        }),
      ],
    };
    const { undeclared, warnings, hosts } = suggest(given);
    expect(undeclared.map(({ host }) => host)).toEqual([
      'pay.example.org',
      'stock.shop.svc.cluster.local',
    ]);
    expect(hosts.map(({ host }) => host)).not.toContain('./pay.example.org');
    expect(warnings[0]).toMatch(/past the mesh: without mutual TLS/);
    expect(
      suggest({ ...given, outboundTrafficPolicy: 'REGISTRY_ONLY' }).warnings[0],
    ).toMatch(/is not reached any more/);
  });

  it('warns of a declared one that is not here, and of workloads that no label tells', () => {
    const { warnings, sidecar } = suggest({
      selector: undefined,
      dependencies: [
        {
          entity: 'component:default/x',
          relation: 'depends on x',
          services: [],
        },
      ],
    });
    expect(warnings).toEqual([
      expect.stringMatching(/component:default\/x is declared .* no Service/),
      expect.stringMatching(/for the whole namespace/),
    ]);
    expect(sidecar.spec).not.toHaveProperty('workloadSelector');
  });

  it('warns of a Sidecar that holds already', () => {
    const egress = [{ hosts: ['./*'] }];
    expect(
      suggest({
        sidecars: [
          named('Sidecar', 'web/old', {
            workloadSelector: { labels: { app: 'page' } },
            egress,
          }),
        ],
      }).warnings,
    ).toEqual([expect.stringMatching(/web\/old selects these workloads/)]);
    expect(
      suggest({ sidecars: [named('Sidecar', 'web/default', { egress })] })
        .warnings,
    ).toEqual([expect.stringMatching(/takes its place/)]);
    expect(
      suggest({ sidecars: [named('Sidecar', 'web/page', { egress })] })
        .warnings,
    ).toEqual([]);
  });
});
