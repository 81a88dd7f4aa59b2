import { fakeCluster } from './fakeCluster';
import { Inventory, StoredObject, WatchedKindName } from '../inventory';
import { versionView } from '../entities/versionView';

type Options = Parameters<typeof fakeCluster>[0];

export const ASKED = Date.parse('2026-11-21T12:00:00Z');
export const EARLY = '2026-11-21T10:00:00Z';
export const READ = { reading: { state: 'read' as const }, asOf: ASKED };

/** An object as a store has it, in namespace `shop` unless told. */
export function object(
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

export function pod(
  name: string,
  more: { started?: string; tag?: string } = {},
) {
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

export function ambientPod(name: string, node: string, captured = true) {
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

export function ztunnel(node: string, tag: string, ready = true) {
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

export const ISTIOD = object(
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

export function connected(name: string, more: object = {}) {
  return {
    clusterId: 'east',
    namespace: 'shop',
    name,
    version: '1.30.2',
    connectedAt: '2026-11-21T11:00:00Z',
    ...more,
  };
}

export function namespace(labels: object, name = 'shop') {
  return object('Namespace', name, { namespace: undefined, labels });
}

/** What the version view says of these objects in one cluster with an istiod. */
export function judge(
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
