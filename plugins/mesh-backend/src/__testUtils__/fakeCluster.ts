import { ProxyReading } from '@meshport/backstage-plugin-mesh-common';
import { ClusterInventory, ObjectStore, WatchedKindName } from '../inventory';
import { istioIdOf } from '../inventory/istioId';
import { ProxyIndex } from '../inventory/ProxyIndex';
import { ConnectedProxy } from '../inventory/syncStatus';

/** A cluster of given objects, in the state that a test wants. */
export function fakeCluster(options: {
  name: string;
  primary?: string;
  istioClusterId?: string;
  objects?: object[];
  forbidden?: WatchedKindName[];
  /** Kinds whose first list is not there yet. */
  pending?: WatchedKindName[];
  /** What istiods tell of their proxies; nothing was asked unless told. */
  proxies?: ConnectedProxy[];
  reading?: ProxyReading;
  /** When istiods were asked; milliseconds since 1970. */
  asOf?: number;
}): ClusterInventory {
  const stores = new Map<string, ObjectStore>();
  const store = (kind: string) => {
    let found = stores.get(kind);
    if (!found) {
      found = new ObjectStore({
        kind,
        onListenerError: error => {
          throw error;
        },
      });
      stores.set(kind, found);
    }
    return found;
  };
  (options.objects ?? []).forEach((object: any) =>
    store(object.kind).put(object),
  );
  const status = (kind: WatchedKindName) => {
    if (options.forbidden?.includes(kind)) {
      return { kind, state: 'Forbidden', listed: false };
    }
    return options.pending?.includes(kind)
      ? { kind, state: 'listing', listed: false }
      : { kind, state: 'watching', listed: true };
  };
  const details = {
    name: options.name,
    primary: options.primary,
    istioClusterId: options.istioClusterId,
    kubeconfig: { file: 'unused' },
  };
  const fake = {
    details,
    get istioId() {
      return istioIdOf(
        details,
        this.controlPlanes.pods(),
        store('MutatingWebhookConfiguration').list(),
      );
    },
    store,
    status,
    controlPlanes: {
      pods: () =>
        store('Pod')
          .list('istio-system')
          .filter(pod => pod.metadata.labels?.app === 'istiod'),
      versionOf: () => undefined,
    },
    proxyVersions: {
      reading: () => options.reading,
      asOf: options.asOf,
      proxies: new ProxyIndex(options.proxies ?? []),
    },
  };
  return fake as unknown as ClusterInventory;
}
