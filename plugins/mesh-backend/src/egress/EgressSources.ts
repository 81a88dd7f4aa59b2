import { ClusterInventory, StoredObject, WatchedKindName } from '../inventory';
import { meshConfigOf } from '../entities/meshConfig';
import { isUnreadable } from '../entities/readability';

/** Kinds of configuration that egress gateways are read from. */
export const EGRESS_CONFIGURATION = [
  'AuthorizationPolicy',
  'DestinationRule',
  'Gateway',
  'HTTPRoute',
  'KubernetesGateway',
  'PeerAuthentication',
  'ServiceEntry',
  'Sidecar',
  'Telemetry',
  'VirtualService',
] as const satisfies readonly WatchedKindName[];

/** Kinds of what runs. */
export const EGRESS_WORKLOADS = [
  'Deployment',
  'Namespace',
  'Pod',
  'Service',
] as const satisfies readonly WatchedKindName[];

type Configuration = (typeof EGRESS_CONFIGURATION)[number];
type Workload = (typeof EGRESS_WORKLOADS)[number];

/** What egress gateways of one cluster are read from. */
export interface EgressSources {
  list(kind: Configuration | Workload, namespace?: string): StoredObject[];
  get(
    kind: Configuration | Workload,
    namespace: string,
    name: string,
  ): StoredObject | undefined;
  /** Kinds that could not be read: that nothing of them is there means nothing. */
  unreadable: ReadonlySet<string>;
  rootNamespace: string;
}

/**
 * The sources of a cluster. istiod of a primary reads Services and pods of its
 * remotes, but routes and policies of its own cluster only.
 *
 * @param home - the cluster whose configuration holds; the same one unless it is a remote
 */
export function sourcesOf(
  cluster: ClusterInventory,
  home: ClusterInventory,
): EgressSources {
  const isConfiguration = (kind: string) =>
    (EGRESS_CONFIGURATION as readonly string[]).includes(kind);
  const store = (kind: Configuration | Workload) =>
    (isConfiguration(kind) ? home : cluster).store(kind);
  return {
    list: (kind, namespace) => store(kind).list(namespace),
    get: (kind, namespace, name) => store(kind).get(namespace, name),
    unreadable: new Set<string>([
      ...EGRESS_CONFIGURATION.filter(kind => isUnreadable(home, kind)),
      ...EGRESS_WORKLOADS.filter(kind => isUnreadable(cluster, kind)),
    ]),
    rootNamespace: meshConfigOf(home).rootNamespace,
  };
}
