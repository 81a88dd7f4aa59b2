import type { KubernetesObject } from '../resources';
import { podKind } from './pods';
import { namespace, pod } from './testObjects';
import { isWaypoint, waypointFor } from './waypoints';

const USE = 'istio.io/use-waypoint';

function gateway(
  name: string,
  more: {
    namespace?: string;
    for?: string;
    from?: string;
    selector?: object;
    ready?: boolean;
  } = {},
): KubernetesObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: {
      name,
      namespace: more.namespace ?? 'shop',
      labels: more.for ? { 'istio.io/waypoint-for': more.for } : {},
    },
    spec: {
      gatewayClassName: 'istio-waypoint',
      listeners: [
        {
          name: 'mesh',
          port: 15008,
          protocol: 'HBONE',
          ...(more.from
            ? {
                allowedRoutes: {
                  namespaces: { from: more.from, selector: more.selector },
                },
              }
            : {}),
        },
      ],
    },
    status: more.ready === false ? {} : { addresses: [{ value: '10.0.0.1' }] },
  };
}

function service(labels: Record<string, string> = {}): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'shop', namespace: 'shop', labels },
  };
}

const NAMED = namespace('shop', { [USE]: 'wp', team: 'shop' });
const PLAIN = namespace('shop');

describe('waypointFor', () => {
  it.each<[string, Parameters<typeof waypointFor>, object | undefined]>([
    ['nothing asked', [service(), 'service', PLAIN, []], undefined],
    [
      'by the namespace',
      [service(), 'service', NAMED, [gateway('wp')]],
      { namespace: 'shop', name: 'wp', namedBy: 'namespace' },
    ],
    [
      'the own label before the namespace',
      [
        service({ [USE]: 'own' }),
        'service',
        NAMED,
        [gateway('wp'), gateway('own')],
      ],
      { namespace: 'shop', name: 'own', namedBy: 'object' },
    ],
    [
      'none keeps the namespace’s off',
      [service({ [USE]: 'none' }), 'service', NAMED, [gateway('wp')]],
      undefined,
    ],
    [
      'a pod under the namespace’s waypoint, which is for services',
      [pod('a'), 'workload', NAMED, [gateway('wp')]],
      undefined,
    ],
    [
      'a pod under a waypoint for all',
      [pod('a'), 'workload', NAMED, [gateway('wp', { for: 'all' })]],
      { namespace: 'shop', name: 'wp', namedBy: 'namespace' },
    ],
    [
      'a waypoint itself',
      [
        service({ 'gateway.istio.io/managed': 'istio.io-mesh-controller' }),
        'service',
        NAMED,
        [gateway('wp')],
      ],
      undefined,
    ],
  ])('%s', (_, given, expected) => {
    expect(waypointFor(...given)).toEqual(expected);
  });

  const elsewhere = service({
    [USE]: 'wp',
    'istio.io/use-waypoint-namespace': 'infra',
  });

  it.each<[string, Parameters<typeof waypointFor>, RegExp]>([
    ['no such Gateway', [service(), 'service', NAMED, []], /no Gateway/],
    [
      'one of another namespace',
      [service(), 'service', NAMED, [gateway('wp', { namespace: 'infra' })]],
      /no Gateway/,
    ],
    [
      'one that is not ready',
      [service(), 'service', NAMED, [gateway('wp', { ready: false })]],
      /no address/,
    ],
    [
      'one for workloads',
      [service(), 'service', NAMED, [gateway('wp', { for: 'workload' })]],
      /takes no traffic for a service/,
    ],
    [
      'a pod that names one for services itself',
      [
        pod('a', { labels: { [USE]: 'wp' } }),
        'workload',
        PLAIN,
        [gateway('wp')],
      ],
      /takes no traffic for a workload/,
    ],
    [
      'another namespace’s that admits only its own',
      [elsewhere, 'service', PLAIN, [gateway('wp', { namespace: 'infra' })]],
      /does not admit namespace shop/,
    ],
    [
      'another namespace’s that admits all',
      [
        elsewhere,
        'service',
        PLAIN,
        [gateway('wp', { namespace: 'infra', from: 'All' })],
      ],
      /^none$/,
    ],
    [
      'another namespace’s that admits by label',
      [
        elsewhere,
        'service',
        NAMED,
        [
          gateway('wp', {
            namespace: 'infra',
            from: 'Selector',
            selector: { matchLabels: { team: 'shop' } },
          }),
        ],
      ],
      /^none$/,
    ],
    [
      'another namespace’s whose label is not borne',
      [
        elsewhere,
        'service',
        PLAIN,
        [
          gateway('wp', {
            namespace: 'infra',
            from: 'Selector',
            selector: { matchLabels: { team: 'shop' } },
          }),
        ],
      ],
      /does not admit/,
    ],
  ])('says what is wrong: %s', (_, given, expected) => {
    expect(waypointFor(...given)!.problem ?? 'none').toMatch(expected);
  });

  it('knows a waypoint and its pods', () => {
    expect(isWaypoint(gateway('wp'))).toBe(true);
    expect(isWaypoint({ ...gateway('x'), spec: {} })).toBe(false);
    expect(
      podKind(
        pod('wp-1', {
          proxy: '1.30.2',
          alone: true,
          labels: { 'gateway.istio.io/managed': 'istio.io-mesh-controller' },
        }),
      ),
    ).toBe('waypoint');
  });
});
