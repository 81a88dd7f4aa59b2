import { ConnectedProxy } from './syncStatus';

/** Proxies that istiods serve, found by pod or by the moment they connected. */
export class ProxyIndex {
  readonly #byName = new Map<string, ConnectedProxy>();
  readonly #byConnection = new Map<string, ConnectedProxy>();
  readonly #clusterIds = new Set<string>();

  /** @param proxies - of several istiods; of one that moved the later connection counts */
  constructor(proxies: readonly ConnectedProxy[]) {
    for (const proxy of proxies) {
      this.#clusterIds.add(proxy.clusterId);
      const key = keyOf(proxy.clusterId, proxy.namespace, proxy.name);
      const known = this.#byName.get(key);
      if (!known || timeOf(known) <= timeOf(proxy)) {
        this.#byName.set(key, proxy);
      }
    }
    for (const proxy of this.#byName.values()) {
      if (proxy.connectedAt) {
        this.#byConnection.set(proxy.connectedAt, proxy);
      }
    }
  }

  /** Every proxy once. */
  all(): ConnectedProxy[] {
    return [...this.#byName.values()];
  }

  /** Istio's IDs of the clusters that they are in. */
  get clusterIds(): ReadonlySet<string> {
    return this.#clusterIds;
  }

  /**
   * The proxy of a pod.
   *
   * @param clusterId - Istio's ID of the pod's cluster
   */
  ofPod(
    clusterId: string,
    namespace: string,
    name: string,
  ): ConnectedProxy | undefined {
    return this.#byName.get(keyOf(clusterId, namespace, name));
  }

  /**
   * The proxy of a machine. istiod writes the moment when it connected onto the
   * WorkloadEntry; nothing else there tells the name that the proxy gave.
   *
   * @param connectedAt - annotation `istio.io/connectedAt`
   */
  ofMachine(
    clusterId: string,
    namespace: string,
    connectedAt: string,
  ): ConnectedProxy | undefined {
    const proxy = this.#byConnection.get(connectedAt);
    return proxy?.clusterId === clusterId && proxy.namespace === namespace
      ? proxy
      : undefined;
  }
}

function keyOf(clusterId: string, namespace: string, name: string): string {
  return `${clusterId}/${namespace}/${name}`;
}

function timeOf({ connectedAt }: ConnectedProxy): number {
  return connectedAt ? Date.parse(connectedAt) : 0;
}
