import { parse } from 'yaml';
import type { KubeObject } from '../objects';
import type { Store } from '../store/store';
import { imageTag, istiodVersion } from './istiod';
import { isReady } from './pods';

const pods = '/pods';
const secrets = '/secrets';
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

/** A kubeconfig that istiod takes: a server, and no command that lets it in. */
function readRemote(data: unknown): { server: string } | undefined {
  let value: any;
  try {
    value = parse(Buffer.from(String(data), 'base64').toString());
  } catch {
    return undefined;
  }
  const server = value?.clusters?.[0]?.cluster?.server;
  const user = value?.users?.[0]?.user;
  const isRefused = !user || user.exec || user.tokenFile;
  return typeof server === 'string' && URL.canParse(server) && !isRefused
    ? { server }
    : undefined;
}

/**
 * The clusters of the labelled Secrets beside istiod: each data key is one, its
 * own and those that an earlier Secret has are left out. The server is not
 * asked: it counts as read, but never one of the domain `.invalid`.
 */
function remoteClusters(store: Store, istiod: KubeObject, own: string) {
  const found = new Map<string, { secretName: string; syncStatus: string }>();
  const labelled = store
    .list(secrets)
    .filter(
      ({ metadata }) =>
        metadata.namespace === istiod.metadata.namespace &&
        metadata.labels?.['istio/multiCluster'] === 'true',
    )
    .sort((a, b) =>
      (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1,
    );
  for (const { metadata, data } of labelled) {
    for (const [id, value] of Object.entries(data ?? {})) {
      const remote = readRemote(value);
      if (remote && id !== own && !found.has(id)) {
        const { hostname } = new URL(remote.server);
        found.set(id, {
          secretName: `${metadata.namespace}/${metadata.name}`,
          syncStatus: hostname.endsWith('.invalid') ? 'timeout' : 'synced',
        });
      }
    }
  }
  return [
    { id: own, secretName: '', syncStatus: 'synced' },
    ...[...found].map(([id, remote]) => ({ id, ...remote })),
  ];
}

/**
 * What istiod answers at `:15014/debug/syncz`, `/debug/clusterz` and `/debug/connections`, made
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
    case '/debug/clusterz':
      return remoteClusters(store, istiod, ownClusterId(istiod) ?? clusterId);
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
