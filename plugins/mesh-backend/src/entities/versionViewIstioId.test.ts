import { fakeCluster } from '../__testUtils__/fakeCluster';
import {
  ISTIOD,
  READ,
  connected,
  judge,
  object,
  pod,
} from '../__testUtils__/versionObjects';
import { Inventory } from '../inventory';
import { versionView } from './versionView';

describe('Istio’s ID of a cluster', () => {
  const istiod = (value: string) => ({
    ...ISTIOD,
    spec: {
      containers: [
        {
          name: 'discovery',
          image: 'istio/pilot:1.30.2',
          env: [{ name: 'CLUSTER_ID', value }],
        },
      ],
    },
  });
  const injectorAt = (path: string) =>
    object(
      'MutatingWebhookConfiguration',
      'istio-sidecar-injector',
      { namespace: undefined, labels: { app: 'sidecar-injector' } },
      { webhooks: [{ clientConfig: { service: { path } } }] },
    );

  it('is learned from istiod where it is not configured', () => {
    const { proxies, proxyReading } = judge(
      { pods: [pod('a')] },
      {
        objects: [istiod('Kubernetes')],
        proxies: [connected('a', { clusterId: 'Kubernetes' })],
      },
    );
    expect(proxies).toEqual([
      expect.objectContaining({ version: '1.30.2', source: 'istiod' }),
    ]);
    expect(proxies[0].disconnected).toBeUndefined();
    expect(proxyReading).toEqual({ state: 'read' });
  });

  it('shows a proxy as not connected where the ID is known', () => {
    const { proxies, proxyReading } = judge(
      { pods: [pod('a'), pod('b')] },
      {
        objects: [istiod('Kubernetes')],
        proxies: [connected('c', { clusterId: 'west' })],
      },
    );
    expect(proxies[0].disconnected?.count).toBe(2);
    expect(proxyReading).toEqual({ state: 'read' });
  });

  it('is asked for where nothing tells it and no proxy has it', () => {
    const { proxies, proxyReading } = judge(
      { pods: [pod('a')] },
      { proxies: [connected('a', { clusterId: 'Kubernetes' })] },
    );
    expect(proxies[0].disconnected).toBeUndefined();
    expect(proxies[0].version).toBeUndefined();
    expect(proxyReading).toEqual({
      state: 'notReadable',
      why: "istiod serves no proxy of cluster ID 'east'; set istioClusterId of cluster 'east' to Istio's ID of it.",
    });
  });

  it('is said to be wrong where the configuration contradicts istiod', () => {
    const { proxies, proxyReading } = judge(
      { pods: [pod('a')] },
      {
        istioClusterId: 'west',
        objects: [istiod('Kubernetes')],
        // Another cluster's, of the same name.
        proxies: [connected('a', { clusterId: 'west' })],
      },
    );
    expect(proxies[0].disconnected).toBeUndefined();
    expect(proxies[0].version).toBeUndefined();
    expect(proxyReading).toEqual({
      state: 'notReadable',
      why: "Cluster 'east' is configured with istioClusterId 'west', but its Istio says 'Kubernetes'; correct istioClusterId, or leave it out.",
    });
  });

  it('finds a machine that names no cluster, which is one of istiod’s own', () => {
    const connectedAt = '2026-11-21T11:00:00.123456789Z';
    const { proxies } = judge(
      {
        entries: [
          object('WorkloadEntry', 'vm', {
            annotations: { 'istio.io/connectedAt': connectedAt },
          }),
        ],
      },
      {
        objects: [istiod('Kubernetes')],
        proxies: [connected('host-1', { clusterId: '', connectedAt })],
      },
    );
    expect(proxies[0]).toMatchObject({ version: '1.30.2', source: 'istiod' });
  });

  describe('of a remote cluster', () => {
    const web0 = pod('web-0');

    function judgeRemote(path: string, clusterAliases: string[] = []) {
      const its = istiod('Kubernetes');
      Object.assign(its.spec.containers[0], { clusterAliases });
      const home = fakeCluster({
        name: 'east',
        ...READ,
        objects: [its, web0],
        proxies: [
          connected('web-0', { clusterId: 'Kubernetes', version: '1.30.1' }),
          connected('web-0', { clusterId: 'cluster-w', version: '1.29.4' }),
        ],
      });
      const cluster = fakeCluster({
        name: 'west',
        primary: 'east',
        objects: [injectorAt(path), web0],
      });
      const [verdict] = versionView.judge({
        cluster,
        objects: {
          pods: [web0],
          services: [],
          workloadEntries: [],
          workloadGroups: [],
        },
        inventory: { cluster: () => home } as unknown as Inventory,
        mayReadCluster: () => true,
        mayReadNamespace: () => true,
      });
      return { id: cluster.istioId.id, ...verdict };
    }

    it('is learned from the path of its injector, and told apart from its primary’s', () => {
      const { id, proxies } = judgeRemote('/inject/cluster/cluster-w/net/n2');
      expect(id).toBe('cluster-w');
      expect(proxies[0].version).toBe('1.29.4');
    });

    it('is the one that its primary’s istiod shows it by', () => {
      const { id, proxies } = judgeRemote('/inject/cluster/frankfurt', [
        'frankfurt=cluster-w',
      ]);
      expect(id).toBe('frankfurt');
      expect(proxies[0].version).toBe('1.29.4');
      expect(proxies[0].disconnected).toBeUndefined();
    });

    it('is not taken from its primary’s istiod', () => {
      const { id, proxyReading } = judgeRemote('/inject');
      expect(id).toBe('west');
      expect(proxyReading?.why).toMatch(/no proxy of cluster ID 'west'/);
    });

    it('is not used where it is its primary’s as well', () => {
      const { proxies, proxyReading } = judgeRemote(
        '/inject/cluster/Kubernetes/net/n2',
      );
      expect(proxies[0].version).toBeUndefined();
      expect(proxies[0].disconnected).toBeUndefined();
      expect(proxyReading?.why).toMatch(
        /'west' and 'east' have the same Istio ID 'Kubernetes'/,
      );
    });
  });
});
