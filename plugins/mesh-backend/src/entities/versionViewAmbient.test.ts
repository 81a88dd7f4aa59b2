import {
  ambientPod,
  judge,
  namespace,
  object,
  pod,
  ztunnel,
} from '../__testUtils__/versionObjects';

describe('the ambient part', () => {
  const AMBIENT = namespace({ 'istio.io/dataplane-mode': 'ambient' });

  it('is absent where nothing of it is ambient', () => {
    expect(judge({ pods: [pod('a')] }).ambient).toBeUndefined();
  });

  it('counts captured pods, their nodes’ ztunnels, and tells a skew', () => {
    const { ambient, membership } = judge(
      { pods: [ambientPod('a', 'n1'), ambientPod('b', 'n2')] },
      {
        objects: [
          AMBIENT,
          ztunnel('n1', '1.30.2'),
          ztunnel('n2', '1.28.1'),
          ztunnel('n3', '1.20.0'),
        ],
      },
    );
    expect(membership).toBe('ambient');
    expect(ambient).toEqual({
      captured: 2,
      ztunnels: [
        { version: '1.28.1', count: 1, skew: 'behind' },
        { version: '1.30.2', count: 1 },
      ],
      waypoints: [],
    });
  });

  it('names pods on nodes without a ztunnel that is ready', () => {
    const { ambient } = judge(
      {
        pods: [
          ambientPod('a', 'n1'),
          ambientPod('b', 'n2'),
          ambientPod('c', 'n3', false),
        ],
      },
      {
        objects: [
          AMBIENT,
          ztunnel('n1', '1.30.2'),
          ztunnel('n2', '1.30.2', false),
        ],
      },
    );
    expect(ambient).toMatchObject({
      captured: 2,
      withoutZtunnel: { count: 2, examples: ['shop/b', 'shop/c'] },
    });
  });

  function gateway(where: string, ready = true) {
    return object(
      'KubernetesGateway',
      'wp',
      { namespace: where },
      {
        spec: {
          gatewayClassName: 'istio-waypoint',
          listeners: [
            {
              port: 15008,
              protocol: 'HBONE',
              allowedRoutes: { namespaces: { from: 'All' } },
            },
          ],
        },
        status: ready ? { addresses: [{ value: '10.0.0.1' }] } : {},
      },
    );
  }

  const waypointPod = object(
    'Pod',
    'wp-1',
    {
      labels: {
        'gateway.networking.k8s.io/gateway-name': 'wp',
        'gateway.istio.io/managed': 'istio.io-mesh-controller',
      },
    },
    {
      spec: {
        containers: [{ name: 'istio-proxy', image: 'istio/proxyv2:1.30.1' }],
      },
      status: { phase: 'Running' },
    },
  );
  const USING = namespace({
    'istio.io/dataplane-mode': 'ambient',
    'istio.io/use-waypoint': 'wp',
  });
  const service = object('Service', 'shop');

  it('names the waypoint of its services, in its version', () => {
    const { ambient } = judge(
      { pods: [ambientPod('a', 'n1')], services: [service] },
      {
        objects: [USING, gateway('shop'), waypointPod, ztunnel('n1', '1.30.2')],
      },
    );
    expect(ambient?.waypoints).toEqual([
      {
        namespace: 'shop',
        name: 'wp',
        target: 'service',
        count: 1,
        examples: ['shop/shop'],
        versions: [{ version: '1.30.1', count: 1 }],
      },
    ]);
  });

  it('says why a waypoint takes nothing', () => {
    const { ambient } = judge(
      { services: [service] },
      { objects: [USING, gateway('shop', false)] },
    );
    expect(ambient?.waypoints[0].problem).toMatch(/has no address/);
  });

  it('does not name the waypoint of a namespace that may not be read', () => {
    const elsewhere = object('Service', 'shop', {
      labels: {
        'istio.io/use-waypoint': 'wp',
        'istio.io/use-waypoint-namespace': 'vault',
      },
    });
    const { ambient } = judge(
      { services: [elsewhere], hides: ['vault'] },
      { objects: [namespace({}), gateway('vault')] },
    );
    expect(ambient?.waypoints).toEqual([
      {
        hidden: true,
        target: 'service',
        count: 1,
        examples: ['shop/shop'],
        versions: [],
      },
    ]);
    expect(JSON.stringify(ambient)).not.toContain('vault');
  });

  it('does not take a Gateway that could not be read for none', () => {
    const { ambient } = judge(
      { services: [service], forbidden: ['KubernetesGateway'] },
      { objects: [USING] },
    );
    expect(ambient?.waypoints[0].problem).toMatch(/could not be read/);
  });
});
