import { fakeCluster } from '../__testUtils__/fakeCluster';
import { Inventory, StoredObject, WatchedKindName } from '../inventory';
import { EntityObjects } from './selectObjects';
import { versionView } from './versionView';

function object(
  kind: string,
  name: string,
  more: { namespace?: string; labels?: object; annotations?: object } = {},
  rest: object = {},
): StoredObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: 'shop', ...more } as StoredObject['metadata'],
    ...rest,
  };
}

function pod(name: string, proxy?: string): StoredObject {
  const sidecar = { name: 'istio-proxy', image: `istio/proxyv2:${proxy}` };
  return object(
    'Pod',
    name,
    {},
    {
      spec: { containers: [{ name: 'app' }, ...(proxy ? [sidecar] : [])] },
    },
  );
}

function machine(name: string, connected: boolean): StoredObject {
  return object('WorkloadEntry', name, {
    annotations: connected
      ? {
          'istio.io/connectedAt': '2026-11-21T09:00:00Z',
          'istio.io/workloadController': 'istiod-1',
        }
      : {},
  });
}

function istiod(revision: string, version: string): StoredObject {
  return object(
    'Pod',
    `istiod-${revision}`,
    {
      namespace: 'istio-system',
      labels: { app: 'istiod', 'istio.io/rev': revision },
    },
    {
      spec: {
        containers: [{ name: 'discovery', image: `istio/pilot:${version}` }],
      },
    },
  );
}

const INSTALLATION = [
  object('Namespace', 'shop', {
    namespace: undefined,
    labels: { 'istio-injection': 'enabled' },
  }),
  object(
    'MutatingWebhookConfiguration',
    'istio-sidecar-injector',
    {
      namespace: undefined,
      labels: { app: 'sidecar-injector', 'istio.io/rev': 'default' },
    },
    {
      webhooks: [
        {
          namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } },
        },
      ],
    },
  ),
  istiod('default', '1.30.2'),
  istiod('canary', '1.31.1'),
];

function judge(options: {
  pods?: StoredObject[];
  machines?: StoredObject[];
  installation?: StoredObject[];
  forbidden?: WatchedKindName[];
  pending?: WatchedKindName[];
}) {
  const cluster = fakeCluster({
    name: 'east',
    objects: options.installation ?? INSTALLATION,
    forbidden: options.forbidden,
    pending: options.pending,
  });
  const objects: EntityObjects = {
    pods: options.pods ?? [],
    services: [],
    workloadEntries: options.machines ?? [],
    workloadGroups: [],
  };
  return versionView.judge({
    cluster,
    objects,
    inventory: { cluster: () => cluster } as unknown as Inventory,
    mayReadCluster: () => true,
    mayReadNamespace: () => true,
  });
}

describe('versionView', () => {
  it('shows the control plane that the namespace follows, though no proxy names it', () => {
    const [{ membership, why, controlPlanes }] = judge({ pods: [pod('a')] });
    expect(membership).toBe('none');
    expect(why).toContain('Restart');
    expect(controlPlanes).toEqual([
      expect.objectContaining({
        revision: 'default',
        version: '1.30.2',
        source: 'image',
      }),
    ]);
  });

  it('asks for a restart of proxies that are older than their control plane', () => {
    const [{ proxies }] = judge({ pods: [pod('a', '1.30.1')] });
    expect(proxies).toEqual([
      expect.objectContaining({ version: '1.30.1', restartNeeded: true }),
    ]);
  });

  it('shows no control plane to what no control plane would serve', () => {
    const installation = INSTALLATION.filter(
      ({ kind }) => kind !== 'MutatingWebhookConfiguration',
    );
    const [{ membership, controlPlanes }] = judge({
      pods: [pod('a')],
      installation,
    });
    expect([membership, controlPlanes]).toEqual(['none', []]);
  });

  it.each([
    [[true, true], 'sidecar', 2, undefined],
    [[true, false], 'partial', 1, '1 of 2 virtual machines are not connected'],
    [[false], 'none', 0, '1 of 1 virtual machines are not connected'],
  ])(
    'judges an entity of machines only by their connections: %j',
    (connections, membership, inMesh, why) => {
      const machines = connections.map((connected, index) =>
        machine(`vm-${index}`, connected),
      );
      const [verdict] = judge({ machines });
      expect(verdict.membership).toBe(membership);
      expect(verdict.instances).toEqual({ total: machines.length, inMesh });
      expect(verdict.why ?? '').toContain(why ?? '');
      expect(verdict.proxies.map(({ kind, count }) => [kind, count])).toEqual(
        inMesh ? [['virtualMachine', inMesh]] : [],
      );
    },
  );

  it('does not count machines beside pods as instances', () => {
    const [verdict] = judge({
      pods: [pod('a', '1.30.2')],
      machines: [machine('vm', true)],
    });
    expect(verdict.instances).toEqual({ total: 1, inMesh: 1 });
  });

  it('says that it does not know when pods may not be read', () => {
    expect(judge({ forbidden: ['Pod'] })).toEqual([
      expect.objectContaining({
        membership: 'unknown',
        why: expect.stringContaining('Pods could not be read'),
      }),
    ]);
  });

  it.each(['WorkloadEntry', 'WorkloadGroup'] as const)(
    'does not take machines for none when %s may not be read',
    kind => {
      expect(judge({ forbidden: [kind] })).toEqual([
        expect.objectContaining({
          membership: 'unknown',
          why: `${kind} could not be read, so it is not known which virtual machines run here.`,
        }),
      ]);
      const [{ membership }] = judge({
        pods: [pod('a', '1.30.2')],
        forbidden: [kind],
      });
      expect(membership).toBe('sidecar');
    },
  );

  it('claims nothing before the pods are there', () => {
    expect(judge({ pending: ['Pod'] })).toEqual([]);
  });

  it('does not know why when namespaces may not be read', () => {
    const [{ membership, why }] = judge({
      pods: [pod('a')],
      installation: [],
      forbidden: ['Namespace'],
    });
    expect(membership).toBe('none');
    expect(why).toContain('could not be read');
  });
});
