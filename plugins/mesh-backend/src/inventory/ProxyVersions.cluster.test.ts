import { DevMesh, eventually, followCluster } from '../__testUtils__/devMesh';

function namespace(name: string, labels: object = {}) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function deployment(
  name: string,
  where: string,
  labels: Record<string, string>,
  container: object,
) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: where, labels },
    spec: {
      selector: { matchLabels: { app: labels.app } },
      template: {
        metadata: { labels },
        spec: { containers: [container] },
      },
    },
  };
}

const OBJECTS = [
  namespace('istio-system'),
  namespace('shop', { 'istio-injection': 'enabled' }),
  deployment(
    'istiod',
    'istio-system',
    {
      app: 'istiod',
      'istio.io/rev': 'default',
      'sidecar.istio.io/inject': 'false',
    },
    { name: 'discovery', image: 'istio/pilot:1.30.2' },
  ),
  deployment('shop', 'shop', { app: 'shop' }, { name: 'app', image: 'shop:1' }),
];

/** As `istioctl install` makes it: Istio's ID is not the cluster's name. */
const PLAIN = [
  ...OBJECTS.filter(({ metadata }) => metadata.name !== 'istiod'),
  deployment(
    'istiod',
    'istio-system',
    {
      app: 'istiod',
      'istio.io/rev': 'default',
      'sidecar.istio.io/inject': 'false',
    },
    {
      name: 'discovery',
      image: 'istio/pilot:1.30.2',
      env: [
        { name: 'CLUSTER_ID', value: 'Kubernetes' },
        { name: 'PASSWORD', value: 'secret' },
      ],
    },
  ),
];

const QUICK = { proxySettleMs: 1, proxyPauseMs: 1 };

jest.setTimeout(60_000);

describe('ProxyVersions on a dev cluster', () => {
  let mesh: DevMesh;
  let stop: () => Promise<void> = async () => {};

  beforeAll(async () => {
    mesh = await DevMesh.start({ east: OBJECTS, plain: PLAIN });
  });

  afterEach(() => stop());
  afterAll(() => mesh.close());

  it('reads the proxies over a forwarded port of istiod', async () => {
    const followed = followCluster(mesh, 'east', QUICK);
    stop = followed.stop;
    const { inventory } = followed;
    await eventually(() => {
      expect(inventory.proxyVersions.reading()).toEqual({ state: 'read' });
      expect(inventory.proxyVersions.proxies.all()).toEqual([
        {
          clusterId: 'east',
          namespace: 'shop',
          name: expect.stringMatching(/^shop-/),
          version: '1.30.2',
          connectedAt: expect.any(String),
        },
      ]);
    });
    const forwarded = mesh
      .cluster('east')
      .requests()
      .filter(({ path }) => path.includes('/portforward'));
    expect(forwarded[0].path).toMatch(
      /^\/api\/v1\/namespaces\/istio-system\/pods\/istiod-[^/]+\/portforward\?ports=15014$/,
    );
  });

  it('hears of proxies that come and go', async () => {
    const followed = followCluster(mesh, 'east', QUICK);
    stop = followed.stop;
    const count = () => followed.inventory.proxyVersions.proxies.all().length;
    await eventually(() => expect(count()).toBe(1));
    mesh
      .cluster('east')
      .apply(
        deployment(
          'more',
          'shop',
          { app: 'more' },
          { name: 'app', image: 'more:1' },
        ),
      );
    await eventually(() => expect(count()).toBe(2));
    mesh.cluster('east').remove('Deployment', 'shop', 'more');
    await eventually(() => expect(count()).toBe(1));
  });

  it('learns Istio’s ID of the cluster from istiod, and keeps nothing else of its settings', async () => {
    const followed = followCluster(mesh, 'plain', QUICK);
    stop = followed.stop;
    const { inventory } = followed;
    expect(inventory.istioId).toEqual({ id: 'plain' });
    await eventually(() => {
      expect(inventory.istioId).toEqual({
        id: 'Kubernetes',
        told: 'Kubernetes',
      });
      const [proxy] = inventory.proxyVersions.proxies.all();
      expect(proxy?.clusterId).toBe('Kubernetes');
    });
    expect(JSON.stringify(inventory.controlPlanes.pods())).not.toContain(
      'secret',
    );
  });
});
