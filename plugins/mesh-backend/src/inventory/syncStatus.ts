import { jsonItems } from './jsonItems';

/** A proxy that an istiod serves. */
export interface ConnectedProxy {
  /** Istio's ID of its cluster. */
  clusterId: string;
  namespace: string;
  /** The pod's name, or the host name of a machine. */
  name: string;
  /** As the proxy told it, e.g. `1.31-dev`; absent where it told none. */
  version?: string;
  /** When it connected, as istiod writes it; absent where that is ambiguous. */
  connectedAt?: string;
}

const VERSION = /^v?\d{1,4}\.\d{1,6}[\w.+-]{0,60}$/;

/**
 * The proxies that one istiod serves, out of its answers to `/debug/syncz` and
 * `/debug/connections`. What proxies say of themselves is only taken where it
 * looks like what it should be.
 *
 * @throws `SyntaxError` where an answer is not understood
 */
export async function readSyncStatus(
  syncz: string,
  connections: string,
): Promise<ConnectedProxy[]> {
  const times = await readConnections(connections);
  const proxies: ConnectedProxy[] = [];
  const count = new Map<string, number>();
  for await (const item of jsonItems(syncz)) {
    const { proxy, cluster_id, istio_version } = (item ?? {}) as Record<
      string,
      unknown
    >;
    const dot = typeof proxy === 'string' ? proxy.lastIndexOf('.') : -1;
    if (typeof proxy === 'string' && dot > 0) {
      count.set(proxy, (count.get(proxy) ?? 0) + 1);
      proxies.push({
        clusterId: typeof cluster_id === 'string' ? cluster_id : '',
        // A namespace holds no dot, a pod's name may.
        name: proxy.slice(0, dot),
        namespace: proxy.slice(dot + 1),
        version:
          typeof istio_version === 'string' && VERSION.test(istio_version)
            ? istio_version
            : undefined,
        connectedAt: times.get(proxy),
      });
    }
  }
  return proxies.map(proxy =>
    // Pods of two clusters may bear one name, and connections tell no cluster.
    (count.get(`${proxy.name}.${proxy.namespace}`) ?? 0) > 1
      ? { ...proxy, connectedAt: undefined }
      : proxy,
  );
}

/** When each proxy connected; its last connection counts. */
async function readConnections(text: string): Promise<Map<string, string>> {
  const times = new Map<string, string>();
  for await (const item of jsonItems(text)) {
    const { connectionId, connectedAt } = (item ?? {}) as Record<
      string,
      unknown
    >;
    if (typeof connectionId === 'string' && typeof connectedAt === 'string') {
      // istiod numbers its connections: `POD.NAMESPACE-NUMBER`.
      const proxy = connectionId.replace(/-\d+$/, '');
      const known = times.get(proxy);
      if (!known || Date.parse(known) < Date.parse(connectedAt)) {
        times.set(proxy, connectedAt);
      }
    }
  }
  return times;
}
