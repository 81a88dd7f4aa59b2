import { ProxyReading } from '@meshport/backstage-plugin-mesh-common';
import { ProxyInstance, proxyOfPod, resolveTag } from '@meshport/istio';
import {
  ClusterInventory,
  clusterAliasesOf,
  ProxyIndex,
  StoredObject,
} from '../inventory';

const CONNECTED = 'istio.io/connectedAt';
const CONTROLLER = 'istio.io/workloadController';

/**
 * How long a proxy may take to connect, in milliseconds, before it is said that
 * istiod does not know it.
 */
const GRACE_MS = 20_000;

/** What istiods know of a cluster's proxies. */
export interface ProxySource {
  cluster: ClusterInventory;
  /** Where its istiods run: itself or its primary; undefined when that is not known. */
  home: ClusterInventory | undefined;
  /** Istio's ID of the cluster, as its istiods show it. */
  istioId: string;
  /** How well its proxies are known; undefined where no istiod is. */
  reading: ProxyReading | undefined;
  /** Where its proxies are looked up; empty where that could mistake them. */
  proxies: ProxyIndex;
}

const NO_PROXIES = new ProxyIndex([]);

/** @param home - where the istiods of the cluster run, if that is known */
export function proxySource(
  cluster: ClusterInventory,
  home: ClusterInventory | undefined,
): ProxySource {
  const id = shownBy(home, cluster, cluster.istioId.id);
  const reading = home?.proxyVersions.reading();
  const why =
    home && (reading?.state === 'read' || reading?.state === 'partial')
      ? whyNotTold(cluster, home)
      : undefined;
  return {
    cluster,
    home,
    istioId: id,
    reading: why ? { state: 'notReadable', why } : reading,
    proxies: (!why && home?.proxyVersions.proxies) || NO_PROXIES,
  };
}

/** An istiod may have another name for a cluster than its proxies. */
function shownBy(
  home: ClusterInventory | undefined,
  cluster: ClusterInventory,
  id: string,
): string {
  // A cluster's own istiods are known to its inventory.
  return home && home.details.name !== cluster.details.name
    ? clusterAliasesOf(home.controlPlanes.pods()).get(id) ?? id
    : id;
}

/**
 * Why an istiod that tells its proxies tells nothing of this cluster's. Else a
 * wrong ID would show every proxy as one that istiod does not know.
 */
function whyNotTold(
  cluster: ClusterInventory,
  home: ClusterInventory,
): string | undefined {
  const { told, conflict } = cluster.istioId;
  const { name } = cluster.details;
  const id = shownBy(home, cluster, cluster.istioId.id);
  const isSame = told !== undefined && shownBy(home, cluster, told) === id;
  if (conflict && !isSame) {
    return conflict;
  }
  const isRemote = home.details.name !== name;
  if (isRemote && id === home.istioId.id && hasProxies(home)) {
    return `Clusters '${name}' and '${home.details.name}' have the same Istio ID '${id}', so that their proxies cannot be told apart; set istioClusterId of each to the ID that it is installed with.`;
  }
  const { clusterIds } = home.proxyVersions.proxies;
  return told === undefined && clusterIds.size > 0 && !clusterIds.has(id)
    ? `istiod serves no proxy of cluster ID '${id}'; set istioClusterId of cluster '${name}' to Istio's ID of it.`
    : undefined;
}

/** An istiod for others alone has the ID of another cluster than its own. */
function hasProxies(cluster: ClusterInventory): boolean {
  return cluster
    .store('Pod')
    .list()
    .some(pod => proxyOfPod(pod, []) !== undefined);
}

/** The proxy of a pod, in the version that it told istiod, or else its image's. */
export function podProxy(
  pod: StoredObject,
  { cluster, home, istioId, reading, proxies }: ProxySource,
): ProxyInstance | undefined {
  const webhooks = cluster.store('MutatingWebhookConfiguration').list();
  const proxy = proxyOfPod(pod, webhooks);
  if (!proxy || !home) {
    return proxy;
  }
  const { namespace, name } = proxy;
  const started = Date.parse(
    pod.status?.startTime ?? pod.metadata.creationTimestamp,
  );
  const known = proxies.ofPod(istioId, namespace, name);
  const isThisPod =
    known &&
    // A pod of a StatefulSet bears the name of the one before it.
    !(known.connectedAt && Date.parse(known.connectedAt) < started);
  if (isThisPod) {
    return {
      ...proxy,
      ...(known.version
        ? { version: known.version, source: 'istiod' as const }
        : {}),
      connected: true,
    };
  }
  const isMissing =
    pod.status?.phase === 'Running' && hasHadTime(started, reading, home);
  return isMissing ? { ...proxy, connected: false } : proxy;
}

/** The proxy of a machine that is connected, by its WorkloadEntry. */
export function machineProxy(
  entry: StoredObject,
  { cluster, home, istioId, reading, proxies }: ProxySource,
): ProxyInstance {
  const { namespace = '', name, annotations = {} } = entry.metadata;
  const connectedAt = annotations[CONNECTED] ?? '';
  const proxy: ProxyInstance = { namespace, name, kind: 'virtualMachine' };
  if (!home) {
    return proxy;
  }
  const revision = home.controlPlanes
    .pods()
    .find(pod => pod.metadata.name === annotations[CONTROLLER])?.metadata
    .labels?.['istio.io/rev'];
  const known =
    proxies.ofMachine(istioId, namespace, connectedAt) ??
    // Made where global.multiCluster.clusterName is not set it names no cluster.
    (cluster.details.name === home.details.name
      ? proxies.ofMachine('', namespace, connectedAt)
      : undefined);
  const isMissing =
    !known && hasHadTime(Date.parse(connectedAt), reading, home);
  return {
    ...proxy,
    ...(revision
      ? {
          revision: resolveTag(
            revision,
            cluster.store('MutatingWebhookConfiguration').list(),
          ),
        }
      : {}),
    ...(known?.version ? { version: known.version, source: 'istiod' } : {}),
    ...(known ? { connected: true } : {}),
    ...(isMissing ? { connected: false } : {}),
  };
}

/** Whether every istiod was asked long enough after a moment. */
function hasHadTime(
  since: number,
  reading: ProxyReading | undefined,
  { proxyVersions }: ClusterInventory,
) {
  return (
    reading?.state === 'read' &&
    proxyVersions.asOf !== undefined &&
    proxyVersions.asOf - since > GRACE_MS
  );
}
