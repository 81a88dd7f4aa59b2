import { fakeCluster } from '../__testUtils__/fakeCluster';
import { Inventory, StoredObject, WatchedKindName } from '../inventory';
import { versionView } from './versionView';

type Options = Parameters<typeof fakeCluster>[0];

const ASKED = Date.parse('2026-11-21T12:00:00Z');
const EARLY = '2026-11-21T10:00:00Z';
const READ = { reading: { state: 'read' as const }, asOf: ASKED };

function object(
  kind: string,
  name: string,
  metadata: object = {},
  rest: object = {},
): StoredObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      namespace: 'shop',
      ...metadata,
    } as StoredObject['metadata'],
    ...rest,
  };
}

function pod(name: string, more: { started?: string; tag?: string } = {}) {
  return object(
    'Pod',
    name,
    { annotations: { 'sidecar.istio.io/status': '{"revision":"default"}' } },
    {
      spec: {
        containers: [
          { name: 'app' },
          {
            name: 'istio-proxy',
            image: `istio/proxyv2:${more.tag ?? 'latest'}`,
          },
        ],
      },
      status: { phase: 'Running', startTime: more.started ?? EARLY },
    },
  );
}

function ambientPod(name: string, node: string, captured = true) {
  return object(
    'Pod',
    name,
    {
      annotations: captured
        ? { 'ambient.istio.io/redirection': 'enabled' }
        : {},
    },
    {
      spec: { nodeName: node, containers: [{ name: 'app' }] },
      status: { phase: 'Running' },
    },
  );
}

function ztunnel(node: string, tag: string, ready = true) {
  return object(
    'Pod',
    `ztunnel-${node}`,
    {
      namespace: 'istio-system',
      labels: { app: 'ztunnel' },
      ownerReferences: [{ kind: 'DaemonSet', name: 'z', controller: true }],
    },
    {
      spec: {
        nodeName: node,
        containers: [{ name: 'istio-proxy', image: `istio/ztunnel:${tag}` }],
      },
      status: {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      },
    },
  );
}

const ISTIOD = object(
  'Pod',
  'istiod-1',
  {
    namespace: 'istio-system',
    labels: { app: 'istiod', 'istio.io/rev': 'default' },
  },
  {
    spec: { containers: [{ name: 'discovery', image: 'istio/pilot:1.30.2' }] },
  },
);

function connected(name: string, more: object = {}) {
  return {
    clusterId: 'east',
    namespace: 'shop',
    name,
    version: '1.30.2',
    connectedAt: '2026-11-21T11:00:00Z',
    ...more,
  };
}

function namespace(labels: object, name = 'shop') {
  return object('Namespace', name, { namespace: undefined, labels });
}

function judge(
  given: {
    pods?: StoredObject[];
    services?: StoredObject[];
    entries?: StoredObject[];
    hides?: string[];
    forbidden?: WatchedKindName[];
  },
  options: Partial<Options> = {},
) {
  const cluster = fakeCluster({
    name: 'east',
    ...READ,
    forbidden: given.forbidden,
    ...options,
    objects: [ISTIOD, ...(options.objects ?? []), ...(given.pods ?? [])],
  });
  const [verdict] = versionView.judge({
    cluster,
    objects: {
      pods: given.pods ?? [],
      services: given.services ?? [],
      workloadEntries: given.entries ?? [],
      workloadGroups: [],
    },
    inventory: { cluster: () => cluster } as unknown as Inventory,
    mayReadCluster: () => true,
    mayReadNamespace: (_, name) => !given.hides?.includes(name),
  });
  return verdict;
}

describe('versions of proxies', () => {
  it('takes the version that the proxy told istiod where its image tells none', () => {
    const { proxies, proxyReading } = judge(
      { pods: [pod('a')] },
      { proxies: [connected('a')] },
    );
    expect(proxies).toEqual([
      expect.objectContaining({
        version: '1.30.2',
        source: 'istiod',
        revision: 'default',
        restartNeeded: false,
      }),
    ]);
    expect(proxies[0].disconnected).toBeUndefined();
    expect(proxyReading).toEqual({ state: 'read' });
  });

  it('takes the image’s where istiod could not be asked, and says why', () => {
    const reading = { state: 'notReadable' as const, why: 'No right.' };
    const { proxies, proxyReading } = judge(
      { pods: [pod('a', { tag: '1.30.1' }), pod('b')] },
      { reading, asOf: undefined },
    );
    expect(proxies).toEqual([
      expect.objectContaining({ count: 1, examples: ['shop/b'] }),
      expect.objectContaining({ version: '1.30.1', source: 'image' }),
    ]);
    expect(proxies.some(one => one.disconnected)).toBe(false);
    expect(proxyReading).toEqual(reading);
  });

  it('says which proxies no istiod knows, once they have had the time to connect', () => {
    const { proxies } = judge({
      pods: [
        pod('old', { tag: '1.30.2' }),
        pod('young', { tag: '1.30.2', started: '2026-11-21T11:59:50Z' }),
      ],
    });
    expect(proxies).toEqual([
      expect.objectContaining({
        count: 2,
        disconnected: { count: 1, examples: ['shop/old'] },
      }),
    ]);
  });

  it('goes by when a pod was made where nothing says when it started', () => {
    const made = pod('old');
    made.status = { phase: 'Running' };
    made.metadata.creationTimestamp = EARLY;
    expect(judge({ pods: [made] }).proxies[0].disconnected?.count).toBe(1);
  });

  it.each(['partial', 'pending', 'notReadable'] as const)(
    'claims nothing of connections while the reading is %s',
    state => {
      const { proxies } = judge({ pods: [pod('a')] }, { reading: { state } });
      expect(proxies[0].disconnected).toBeUndefined();
    },
  );

  it('does not take the word of the pod that bore the name before', () => {
    const { proxies } = judge(
      { pods: [pod('web-0', { started: '2026-11-21T11:30:00Z' })] },
      { proxies: [connected('web-0')] },
    );
    expect(proxies[0].version).toBeUndefined();
  });

  it('does not take the word of another cluster’s pod', () => {
    const { proxies } = judge(
      { pods: [pod('a')] },
      { proxies: [connected('a', { clusterId: 'west' })] },
    );
    expect(proxies[0].version).toBeUndefined();
  });

  it('finds the proxy of a machine by the moment when it connected', () => {
    const entry = object('WorkloadEntry', 'vm-10.0.0.1', {
      annotations: {
        'istio.io/connectedAt': '2026-11-21T11:00:00.123456789Z',
        'istio.io/workloadController': 'istiod-1',
      },
    });
    const { proxies } = judge(
      { entries: [entry] },
      {
        proxies: [
          connected('host-1', {
            connectedAt: '2026-11-21T11:00:00.123456789Z',
            version: '1.30.1',
          }),
        ],
      },
    );
    expect(proxies).toEqual([
      {
        kind: 'virtualMachine',
        version: '1.30.1',
        source: 'istiod',
        revision: 'default',
        count: 1,
        examples: ['shop/vm-10.0.0.1'],
        restartNeeded: true,
      },
    ]);
  });
});

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

    function judgeRemote(path: string) {
      const home = fakeCluster({
        name: 'east',
        ...READ,
        objects: [istiod('Kubernetes'), web0],
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

describe('what namespaces follow', () => {
  const webhook = object(
    'MutatingWebhookConfiguration',
    'istio-revision-tag-prod',
    {
      namespace: undefined,
      labels: {
        app: 'sidecar-injector',
        'istio.io/rev': 'default',
        'istio.io/tag': 'prod',
      },
    },
    {
      webhooks: [
        { namespaceSelector: { matchLabels: { 'istio.io/rev': 'prod' } } },
      ],
    },
  );

  it('names tag and revision, and the tags of the control plane', () => {
    const { follows, controlPlanes } = judge(
      { pods: [pod('a')] },
      { objects: [namespace({ 'istio.io/rev': 'prod' }), webhook] },
    );
    expect(follows).toEqual([
      {
        namespace: 'shop',
        mode: 'sidecar',
        revision: 'default',
        tag: 'prod',
        label: 'istio.io/rev=prod',
      },
    ]);
    expect(controlPlanes[0].tags).toEqual(['prod']);
  });

  it('says what a namespace names that does not exist', () => {
    const { follows, outside } = judge(
      { pods: [object('Pod', 'a', {}, { spec: {}, status: {} })] },
      { objects: [namespace({ 'istio.io/rev': 'prdo' }), webhook] },
    );
    expect(follows).toEqual([
      expect.objectContaining({ mode: 'missing', wanted: 'prdo' }),
    ]);
    expect(outside).toEqual([
      {
        why: expect.stringContaining('asks for revision prdo'),
        count: 1,
        examples: ['shop/a'],
      },
    ]);
  });

  it.each(['Namespace', 'MutatingWebhookConfiguration'] as const)(
    'says nothing of it while %s could not be read',
    kind => {
      expect(judge({ pods: [pod('a')], forbidden: [kind] }).follows).toBe(
        undefined,
      );
    },
  );

  it('heeds the settings of the injector', () => {
    const settings = object(
      'ConfigMap',
      'istio-sidecar-injector',
      { namespace: 'istio-system' },
      { data: { injector: { policy: 'disabled' } } },
    );
    const { why } = judge(
      { pods: [object('Pod', 'a', {}, { spec: {}, status: {} })] },
      { objects: [namespace({ 'istio.io/rev': 'prod' }), webhook, settings] },
    );
    expect(why).toMatch(/only pods that ask for it \(policy disabled\)/);
  });
});

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
