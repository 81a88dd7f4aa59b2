import type { KubeObject } from '../objects';
import type { Store } from '../store/store';
import { imageTag, istiodVersion } from './istiod';
import { isReady } from './pods';

const pods = '/pods';
const workloadEntries = 'networking.istio.io/workloadentries';

interface Connection {
  proxy: string;
  version?: string;
  since: string;
}

function plainVersion(tag: string | undefined): string | undefined {
  return tag?.replace(/-distroless$/, '');
}

function revisionOf({ metadata }: KubeObject): string {
  return metadata.labels?.['istio.io/rev'] ?? 'default';
}

function podConnections(store: Store, istiod: KubeObject): Connection[] {
  return store.list(pods).flatMap(pod => {
    const containers: any[] = [
      ...(pod.spec?.containers ?? []),
      ...(pod.spec?.initContainers ?? []),
    ];
    const proxy = containers.find(({ name }) => name === 'istio-proxy');
    const revision = pod.metadata.annotations?.['istio.io/rev'];
    if (!proxy || !isReady(pod) || revision !== revisionOf(istiod)) return [];
    return [
      {
        proxy: `${pod.metadata.name}.${pod.metadata.namespace}`,
        version: plainVersion(imageTag(proxy.image)),
        since: pod.status?.startTime ?? pod.metadata.creationTimestamp,
      },
    ];
  });
}

function machineConnections(store: Store, version?: string): Connection[] {
  return store.list(workloadEntries).flatMap(({ metadata }) => {
    const annotations: Record<string, string> = metadata.annotations ?? {};
    const since = annotations['istio.io/connectedAt'];
    if (!since || annotations['istio.io/disconnectedAt']) return [];
    return [
      { proxy: `${metadata.name}.${metadata.namespace}`, version, since },
    ];
  });
}

/** What its `CLUSTER_ID` says, as a real chart sets it. */
function ownClusterId({ spec }: KubeObject): string | undefined {
  return spec?.containers
    ?.flatMap((container: any) => container.env ?? [])
    .find(({ name }: any) => name === 'CLUSTER_ID')?.value;
}

/**
 * What istiod answers at `:15014/debug/syncz` and `/debug/connections`, made
 * from the pods and machines that there are: a pod with a proxy of istiod's
 * revision is connected once it is ready, in the version of its image; a
 * machine, in istiod's version, while its WorkloadEntry says so. Undefined for
 * another path, and for pods that are no istiod.
 *
 * @param clusterId - Istio's ID of the cluster where istiod's pod sets none
 */
export function istiodDebug(
  store: Store,
  clusterId: string,
  istiod: KubeObject,
  path: string,
): unknown {
  const version = istiodVersion(istiod)?.replace(/-[0-9a-f]+-Clean$/, '');
  if (!version) return undefined;
  const connections = [
    ...podConnections(store, istiod),
    ...(revisionOf(istiod) === 'default'
      ? machineConnections(store, version)
      : []),
  ];
  switch (path) {
    case '/debug/syncz':
      return connections.map(({ proxy, version: its }) => ({
        cluster_id: ownClusterId(istiod) ?? clusterId,
        proxy,
        proxy_type: 'sidecar',
        istio_version: its,
      }));
    case '/debug/connections':
      return {
        totalClients: connections.length,
        clients: connections.map(({ proxy, since }, index) => ({
          connectionId: `${proxy}-${index + 1}`,
          connectedAt: since,
          address: '127.0.0.1:0',
        })),
      };
    default:
      return undefined;
  }
}
