import { fakeCluster } from '../__testUtils__/fakeCluster';
import { Inventory, StoredObject, WatchedKindName } from '../inventory';
import { controlPlanesReport } from './controlPlanesReport';

function object(
  kind: string,
  name: string,
  metadata: object = {},
  rest: object = {},
): StoredObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name, ...metadata } as StoredObject['metadata'],
    ...rest,
  };
}

const namespace = (name: string, labels: object = {}) =>
  object('Namespace', name, { labels });

function webhook(revision: string, tag?: string) {
  return object(
    'MutatingWebhookConfiguration',
    `webhook-${tag ?? revision}`,
    {
      labels: {
        app: 'sidecar-injector',
        'istio.io/rev': revision,
        ...(tag ? { 'istio.io/tag': tag } : {}),
      },
    },
    {
      webhooks: [
        {
          namespaceSelector: {
            matchLabels: { 'istio.io/rev': tag ?? revision },
          },
        },
        ...(tag === 'default'
          ? [
              {
                namespaceSelector: {
                  matchLabels: { 'istio-injection': 'enabled' },
                },
              },
            ]
          : []),
      ],
    },
  );
}

const ISTIOD = object(
  'Pod',
  'istiod',
  {
    namespace: 'istio-system',
    labels: { app: 'istiod', 'istio.io/rev': 'default' },
  },
  {
    spec: { containers: [{ name: 'discovery', image: 'istio/pilot:1.30.2' }] },
  },
);

const OBJECTS = [
  ISTIOD,
  webhook('default', 'default'),
  webhook('canary', 'prod'),
  namespace('shop', { 'istio-injection': 'enabled' }),
  namespace('vault', { 'istio-injection': 'enabled' }),
  namespace('lost', { 'istio.io/rev': 'prdo' }),
  namespace('hidden', { 'istio.io/rev': 'secret-name' }),
  namespace('mesh', { 'istio.io/dataplane-mode': 'ambient' }),
  object(
    'KubernetesGateway',
    'wp',
    { namespace: 'mesh' },
    {
      spec: { gatewayClassName: 'istio-waypoint' },
      status: { addresses: [{}] },
    },
  ),
  object(
    'KubernetesGateway',
    'wp',
    { namespace: 'vault' },
    {
      spec: { gatewayClassName: 'istio-waypoint' },
    },
  ),
  object(
    'KubernetesGateway',
    'ingress',
    { namespace: 'mesh' },
    {
      spec: { gatewayClassName: 'istio' },
    },
  ),
];

function report(
  options: Partial<Parameters<typeof fakeCluster>[0]> & {
    hides?: string[];
    mayReadCluster?: boolean;
  } = {},
) {
  const { hides = ['vault', 'hidden'], mayReadCluster = true } = options;
  const cluster = fakeCluster({ name: 'east', objects: OBJECTS, ...options });
  return (
    controlPlanesReport(
      cluster,
      { cluster: () => cluster } as unknown as Inventory,
      {
        mayReadCluster: () => mayReadCluster,
        mayReadNamespace: (_, name) => !hides.includes(name),
      },
    ) ?? {}
  );
}

describe('controlPlanesReport', () => {
  it('tells revisions with tags, version and followers, and counts those withheld', () => {
    const { revisions } = report();
    expect(revisions).toEqual([
      expect.objectContaining({
        revision: 'canary',
        isDefault: false,
        tags: ['prod'],
        followers: [],
        withheldFollowers: 0,
        problem: expect.stringContaining('No istiod runs as revision canary'),
      }),
      {
        revision: 'default',
        isDefault: true,
        tags: ['default'],
        controlPlane: expect.objectContaining({
          version: '1.30.2',
          source: 'image',
        }),
        followers: [
          {
            namespace: 'shop',
            mode: 'sidecar',
            revision: 'default',
            tag: 'default',
            label: 'istio-injection=enabled',
          },
        ],
        withheldFollowers: 1,
      },
    ]);
  });

  it('tells which revision does not exist, and names none of a namespace that may not be read', () => {
    const answer = report();
    expect(answer.missingRevisions).toEqual([
      { namespaces: [], withheldNamespaces: 1 },
      { name: 'prdo', namespaces: ['lost'], withheldNamespaces: 0 },
    ]);
    expect(JSON.stringify(answer)).not.toMatch(/vault|hidden|secret-name/);
  });

  it('tells the ambient mesh', () => {
    expect(report().ambient).toEqual({
      namespaces: ['mesh'],
      withheldNamespaces: 0,
      ztunnels: [],
      ztunnelsNotReady: 0,
      waypoints: [
        {
          namespace: 'mesh',
          name: 'wp',
          ready: true,
          trafficFor: 'service',
          versions: [],
        },
      ],
      withheldWaypoints: 1,
    });
    expect(report({ objects: [ISTIOD] }).ambient).toBeUndefined();
  });

  it('counts proxies by version, and says how well they are known', () => {
    const proxy = (name: string, version?: string) => ({
      clusterId: 'east',
      namespace: 'shop',
      name,
      version,
    });
    const reading = { state: 'partial' as const, why: 'One is away.' };
    expect(
      report({
        reading,
        proxies: [proxy('a', '1.30.2'), proxy('b', '1.30.2'), proxy('c')],
      }).proxies,
    ).toEqual({
      ...reading,
      versions: [{ version: '1.30.2', count: 2 }, { count: 1 }],
    });
    expect(report().proxies).toBeUndefined();
  });

  it('does not take what could not be read for none', () => {
    const forbidden = (kind: WatchedKindName) => report({ forbidden: [kind] });
    expect(forbidden('MutatingWebhookConfiguration').revisions).toBeUndefined();
    const withoutNamespaces = forbidden('Namespace');
    expect(withoutNamespaces.missingRevisions).toBeUndefined();
    expect(withoutNamespaces.revisions![0].followers).toBeUndefined();
    expect(forbidden('Pod').revisions![0].problem).toBeUndefined();
    expect(report({ mayReadCluster: false }).revisions![0]).not.toHaveProperty(
      'problem',
    );
  });
});
