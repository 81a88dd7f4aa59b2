import type { ControlPlaneVersion, VersionSkew } from './version';

/**
 * How well the versions of running proxies are known:
 *
 * - `read`: every istiod told which proxies it serves;
 * - `partial`: some did;
 * - `pending`: none was asked so far;
 * - `notReadable`: none told, or what they told cannot be this cluster's; `why`
 *   says the reason and the mend.
 */
export interface ProxyReading {
  state: 'read' | 'partial' | 'pending' | 'notReadable';
  /** For `partial` and `notReadable`: a sentence. */
  why?: string;
}

/**
 * Which control plane a namespace follows, for pods that say nothing
 * themselves: their proxies are of `revision` (`sidecar`), the node's proxy
 * takes them over (`ambient`), injection is switched off (`off`), the revision
 * or tag `wanted` does not exist (`missing`), or it asks for nothing (`none`).
 */
export interface NamespaceFollowing {
  namespace: string;
  mode: 'sidecar' | 'ambient' | 'off' | 'missing' | 'none';
  /** The label that decides, e.g. `istio.io/rev=prod`. */
  label?: string;
  revision?: string;
  /** The tag through which it follows the revision. */
  tag?: string;
  /** The revision or tag that does not exist. */
  wanted?: string;
  /** Further revisions whose injectors are called before; there should be none. */
  contested?: string[];
}

/** A revision of Istio in a cluster: it has a webhook, a tag, or an istiod. */
export interface ClusterRevision {
  revision: string;
  /** Whether `istio-injection=enabled` leads to it. */
  isDefault: boolean;
  /** Tags that lead to it. */
  tags: string[];
  /** The istiod that serves it, here or on the primary; absent where there is none or it may not be read. */
  controlPlane?: ControlPlaneVersion;
  /** Namespaces whose pods get its proxy, as far as the caller may read them; absent where namespaces could not be read. */
  followers?: NamespaceFollowing[];
  /** Further ones that the caller may not read. */
  withheldFollowers?: number;
  /** What is wrong with it, as a sentence. */
  problem?: string;
}

/** A revision or tag that namespaces name and that does not exist. */
export interface MissingRevision {
  /** Absent for namespaces that the caller may not read: it is written on them. */
  name?: string;
  /** As far as the caller may read them. */
  namespaces: string[];
  /** Further ones that the caller may not read. */
  withheldNamespaces: number;
}

/** Proxies of one version. */
export interface VersionCount {
  /** Absent where it is not known. */
  version?: string;
  count: number;
}

/** The ambient mesh of a cluster. */
export interface ClusterAmbient {
  /** Namespaces in it, as far as the caller may read them. */
  namespaces: string[];
  withheldNamespaces: number;
  /** The ztunnels of the nodes. */
  ztunnels: VersionCount[];
  ztunnelsNotReady: number;
  /** Waypoints, as far as the caller may read their namespaces. */
  waypoints: ClusterWaypoint[];
  withheldWaypoints: number;
}

/** A waypoint of a cluster. */
export interface ClusterWaypoint {
  namespace: string;
  name: string;
  /** Whether istiod uses it: it has an address. */
  ready: boolean;
  /** Whose traffic it takes: `service`, `workload`, `all` or `none`. */
  trafficFor: string;
  /** Versions of its proxies. */
  versions: VersionCount[];
}

/** The proxies that the istiods of a cluster serve, by version, as `istioctl version` counts them. */
export interface ClusterProxies extends ProxyReading {
  versions: VersionCount[];
}

/** What `GET /clusters` tells of a cluster's control planes and data plane. */
export interface ClusterControlPlanes {
  /** Absent while the webhooks could not be read. */
  revisions?: ClusterRevision[];
  missingRevisions?: MissingRevision[];
  ambient?: ClusterAmbient;
  /** Absent for a cluster without istiod. */
  proxies?: ClusterProxies;
}

/** A waypoint that takes traffic of an entity, or is to. */
export interface EntityWaypoint {
  /** Absent where the caller may not read its namespace. */
  namespace?: string;
  name?: string;
  hidden?: true;
  target: 'service' | 'workload';
  /** How many services or workloads of the entity. */
  count: number;
  /** Up to ten names, `namespace/name`. */
  examples: string[];
  versions: VersionCount[];
  /** Why it takes no traffic, as a sentence. */
  problem?: string;
}

/** The part of an entity that is in the ambient mesh. */
export interface EntityAmbient {
  /** Pods whose traffic the node's ztunnel carries. */
  captured: number;
  /** The ztunnels of those pods' nodes. */
  ztunnels: (VersionCount & { skew?: VersionSkew })[];
  /** Pods that are to be in the ambient mesh on nodes without a ztunnel that is ready. */
  withoutZtunnel?: { count: number; examples: string[] };
  waypoints: EntityWaypoint[];
}

/** Pods that are not in the mesh, for one reason. */
export interface PodsOutside {
  why: string;
  count: number;
  /** Up to ten names, `namespace/name`. */
  examples: string[];
}
