import { ClusterInventory } from '../inventory';
import { callersIn, findCaller } from './callers';

function pod(name: string, more: any = {}) {
  const { labels, annotations, owner = 'front-7d9', ...rest } = more;
  return {
    kind: 'Pod',
    metadata: {
      namespace: 'shop',
      name,
      labels: { app: 'front', 'pod-template-hash': '7d9', ...labels },
      annotations,
      ownerReferences: owner
        ? [{ kind: 'ReplicaSet', name: owner, uid: owner, controller: true }]
        : undefined,
    },
    spec: { serviceAccountName: 'front', containers: [] },
    status: { phase: 'Running' },
    ...rest,
  };
}

const PROXY = { 'sidecar.istio.io/status': '{"revision":"default"}' };
const ready = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'True' }],
};

/** A cluster that holds these objects. */
function clusterWith(objects: any[]): ClusterInventory {
  return {
    store: (kind: string) => ({
      list: (namespace?: string) =>
        objects.filter(
          one =>
            one.kind === kind &&
            (namespace === undefined || one.metadata.namespace === namespace),
        ),
    }),
  } as unknown as ClusterInventory;
}

const all = () => true;

describe('callersIn', () => {
  it('takes pods of one Deployment for one workload, over its ReplicaSets', () => {
    const [found, ...others] = callersIn(
      clusterWith([
        pod('front-7d9-a'),
        pod('front-7d9-b', { status: ready }),
        pod('front-8aa-c', {
          owner: 'front-8aa',
          labels: { 'pod-template-hash': '8aa' },
        }),
      ]),
      all,
    );
    expect(others).toEqual([]);
    expect(found.choice).toEqual({
      kind: 'workload',
      namespace: 'shop',
      name: 'front',
      pods: 3,
    });
    // They are alike to policies, and the one that is ready is asked for.
    expect(found.objects.map(({ metadata }) => metadata.name)).toEqual([
      'front-7d9-b',
    ]);
  });

  it.each<[string, object]>([
    ['labels', { labels: { app: 'front', version: 'v2' } }],
    [
      'service account',
      { spec: { serviceAccountName: 'other', containers: [] } },
    ],
    [
      'proxy',
      {
        annotations: PROXY,
        spec: {
          serviceAccountName: 'front',
          containers: [
            { name: 'app', image: 'a' },
            { name: 'istio-proxy', image: 'p' },
          ],
        },
      },
    ],
  ])('keeps pods apart that differ in their %s', (_, more) => {
    const [found] = callersIn(clusterWith([pod('a'), pod('b', more)]), all);
    expect(found.objects).toHaveLength(2);
  });

  it('leaves out finished pods and namespaces that may not be read', () => {
    const cluster = clusterWith([
      pod('done', { status: { phase: 'Succeeded' } }),
      { ...pod('b'), metadata: { ...pod('b').metadata, namespace: 'vault' } },
    ]);
    expect(callersIn(cluster, one => one !== 'vault')).toEqual([]);
    expect(callersIn(cluster, all)).toHaveLength(1);
  });

  it('tells gateways, Services with pods, and machines', () => {
    const cluster = clusterWith([
      pod('gw', {
        owner: 'gw-7d9',
        annotations: PROXY,
        spec: {
          containers: [
            { name: 'istio-proxy', image: 'p', args: ['proxy', 'router'] },
          ],
        },
        labels: { 'gateway.networking.k8s.io/gateway-name': 'gw' },
      }),
      pod('front-7d9-a'),
      {
        kind: 'Service',
        metadata: { namespace: 'shop', name: 'front' },
        spec: { selector: { app: 'front' } },
      },
      {
        kind: 'Service',
        metadata: { namespace: 'shop', name: 'empty' },
        spec: { selector: { app: 'nothing' } },
      },
      {
        kind: 'Service',
        metadata: { namespace: 'shop', name: 'outside' },
        spec: {},
      },
      {
        kind: 'WorkloadEntry',
        metadata: { namespace: 'shop', name: 'vm-1' },
        spec: { address: '10.0.0.7' },
      },
    ]);
    expect(
      callersIn(cluster, all).map(
        ({ choice }) => `${choice.kind} ${choice.name}`,
      ),
    ).toEqual([
      'workload front',
      'service front',
      'machine vm-1',
      'gateway gw',
    ]);
    expect(
      findCaller(cluster, {
        kind: 'machine',
        namespace: 'shop',
        name: 'vm-1',
      })?.objects[0].kind,
    ).toBe('WorkloadEntry');
    expect(
      findCaller(cluster, { kind: 'machine', namespace: 'web', name: 'vm-1' }),
    ).toBeUndefined();
    expect(
      callersIn(cluster, all).some(({ choice }) =>
        ['empty', 'outside'].includes(choice.name),
      ),
    ).toBe(false);
  });
});
