import { ProxyInstance, proxyOfPod, resolveTag } from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../inventory';

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
}

/** The proxy of a pod, in the version that it told istiod, or else its image's. */
export function podProxy(
  pod: StoredObject,
  { cluster, home }: ProxySource,
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
  const known = home.proxyVersions.proxies.ofPod(
    istioIdOf(cluster),
    namespace,
    name,
  );
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
    pod.status?.phase === 'Running' && hasHadTime(started, home);
  return isMissing ? { ...proxy, connected: false } : proxy;
}

/** The proxy of a machine that is connected, by its WorkloadEntry. */
export function machineProxy(
  entry: StoredObject,
  { cluster, home }: ProxySource,
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
  const known = home.proxyVersions.proxies.ofMachine(
    istioIdOf(cluster),
    namespace,
    connectedAt,
  );
  const isMissing = !known && hasHadTime(Date.parse(connectedAt), home);
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
function hasHadTime(since: number, { proxyVersions }: ClusterInventory) {
  return (
    proxyVersions.reading()?.state === 'read' &&
    proxyVersions.asOf !== undefined &&
    proxyVersions.asOf - since > GRACE_MS
  );
}

function istioIdOf({ details }: ClusterInventory): string {
  return details.istioClusterId ?? details.name;
}
