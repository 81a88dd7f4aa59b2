import {
  KubernetesObject,
  podKind,
  workloadOf,
  ztunnelOf,
} from '@meshport/istio';
import { ClusterInventory, Inventory, StoredObject } from '../../inventory';
import { workloadLife } from './workloadLife';

const CONNECTED = 'istio.io/connectedAt';
const DISCONNECTED = 'istio.io/disconnectedAt';

/** A proxy that has its certificates of one control plane. */
export interface MeshProxy {
  /** Names it for as long as it lives. */
  key: string;
  kind: 'pod' | 'gateway' | 'machine' | 'ztunnel';
  /** The portal's name of its cluster. */
  cluster: string;
  namespace: string;
  name: string;
  /** What has to be restarted, e.g. `Deployment shop/reviews`. */
  workload?: string;
  /** Whether its Envoy can be asked by a forwarded port. */
  isAskable: boolean;
  /** When its pod was made; milliseconds since 1970. */
  createdAt?: number;
  /** How long its certificates live; milliseconds. */
  lifeMs: number;
}

/** The proxies of a control plane, and how well they are known. */
export interface MeshProxies {
  proxies: MeshProxy[];
  /** Why some may be missing, as a sentence. */
  unknown?: string;
  /** The longest life of a certificate; milliseconds. */
  longestMs: number;
}

/**
 * Every proxy that may have a certificate of a control plane: the pods of its
 * cluster that have one, what its istiods serve in other clusters, and machines.
 *
 * @param leastLifeMs - no certificate is taken to live shorter than this where it is not seen
 */
export function meshProxies(
  inventory: Pick<Inventory, 'clusters' | 'cluster'>,
  of: { cluster: string; namespace: string; leastLifeMs: number },
): MeshProxies {
  const home = inventory.cluster(of.cluster);
  if (!home) {
    return {
      proxies: [],
      unknown: `Cluster ${of.cluster} is not followed, so its proxies are not known.`,
      longestMs: Math.max(of.leastLifeMs, 24 * 3_600_000),
    };
  }
  const lifeOf = (object: Pick<StoredObject, 'metadata'>) =>
    Math.max(
      of.leastLifeMs,
      workloadLife(home, of.namespace, {
        namespace: object.metadata.namespace ?? '',
        annotations: object.metadata.annotations,
      }),
    );
  const reading = home.proxyVersions.reading();
  const index = home.proxyVersions.proxies;
  const clusters = inventory
    .clusters()
    .filter(one => one === home || index.clusterIds.has(one.istioId.id));
  const pods = clusters.flatMap(cluster =>
    podsOf(cluster, lifeOf, pod =>
      cluster === home
        ? true
        : index.ofPod(
            cluster.istioId.id,
            pod.metadata.namespace ?? '',
            pod.metadata.name,
          ) !== undefined,
    ),
  );
  const machines = clusters.flatMap(cluster => machinesOf(cluster, lifeOf));
  // Also pods that are ending: what istiods said of them may be older.
  const known = new Set(
    clusters.flatMap(cluster =>
      cluster
        .store('Pod')
        .list()
        .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    ),
  );
  const taken = new Set(
    clusters.flatMap(cluster => machineConnections(cluster)),
  );
  const others = index
    .all()
    .filter(
      one =>
        !known.has(`${one.namespace}/${one.name}`) &&
        !(one.connectedAt && taken.has(one.connectedAt)),
    )
    .map(
      ({ clusterId, namespace, name }): MeshProxy => ({
        key: `${clusterId}/${namespace}/${name}`,
        kind: 'machine',
        cluster:
          clusters.find(cluster => cluster.istioId.id === clusterId)?.details
            .name ?? clusterId,
        namespace,
        name,
        isAskable: false,
        lifeMs: lifeOf({ metadata: { name, namespace } }),
      }),
    );
  const proxies = [...pods, ...machines, ...others];
  const notListed = clusters.filter(one => !one.status('Pod').listed);
  return {
    proxies,
    longestMs: Math.max(
      lifeOf({ metadata: { name: '' } }),
      ...proxies.map(({ lifeMs }) => lifeMs),
    ),
    ...unknownOf(
      notListed.map(({ details }) => details.name),
      reading,
    ),
  };
}

function podsOf(
  cluster: ClusterInventory,
  lifeOf: (pod: StoredObject) => number,
  isOurs: (pod: StoredObject) => boolean,
): MeshProxy[] {
  return cluster
    .store('Pod')
    .list()
    .flatMap(pod => {
      const kind = kindOf(pod);
      const { name, namespace = '', uid, creationTimestamp } = pod.metadata;
      const runs =
        pod.status?.phase === 'Running' && !pod.metadata.deletionTimestamp;
      if (!kind || !runs || !isOurs(pod)) {
        return [];
      }
      const owner = workloadOf(pod);
      return [
        {
          key: `${cluster.details.name}/${namespace}/${name}/${uid}`,
          kind,
          cluster: cluster.details.name,
          namespace,
          name,
          workload: `${owner.kind} ${namespace}/${owner.name}`,
          isAskable: kind !== 'ztunnel',
          createdAt: Date.parse(creationTimestamp ?? ''),
          lifeMs: lifeOf(pod),
        },
      ];
    });
}

function kindOf(pod: StoredObject): MeshProxy['kind'] | undefined {
  const plain = pod as unknown as KubernetesObject;
  if (ztunnelOf(plain)) {
    return 'ztunnel';
  }
  switch (podKind(plain)) {
    case 'sidecar':
      return 'pod';
    case 'gateway':
    case 'waypoint':
      return 'gateway';
    default:
      return undefined;
  }
}

/** Entries that istiod made itself, of machines that are connected. */
function connectedEntries(cluster: ClusterInventory): StoredObject[] {
  return cluster
    .store('WorkloadEntry')
    .list()
    .filter(({ metadata: { annotations = {} } }) => {
      const at = Date.parse(annotations[CONNECTED] ?? '');
      const gone = Date.parse(annotations[DISCONNECTED] ?? '');
      return !Number.isNaN(at) && !(gone > at);
    });
}

function machineConnections(cluster: ClusterInventory): string[] {
  return connectedEntries(cluster).map(
    ({ metadata }) => metadata.annotations![CONNECTED],
  );
}

function machinesOf(
  cluster: ClusterInventory,
  lifeOf: (entry: StoredObject) => number,
): MeshProxy[] {
  return connectedEntries(cluster).map(entry => {
    const { name, namespace = '', uid } = entry.metadata;
    return {
      key: `${cluster.details.name}/${namespace}/${name}/${uid}`,
      kind: 'machine',
      cluster: cluster.details.name,
      namespace,
      name,
      isAskable: false,
      lifeMs: lifeOf(entry),
    };
  });
}

function unknownOf(
  clusters: string[],
  reading: { state: string; why?: string } | undefined,
): { unknown?: string } {
  if (clusters.length) {
    return { unknown: `The pods of ${clusters.join(', ')} are not read.` };
  }
  if (reading && reading.state !== 'read') {
    return {
      unknown: reading.why ?? 'istiod was not asked for its proxies yet.',
    };
  }
  return {};
}
