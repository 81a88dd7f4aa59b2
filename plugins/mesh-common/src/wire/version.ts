import type {
  EntityAmbient,
  NamespaceFollowing,
  PodsOutside,
  ProxyReading,
} from './revisions';

/** Where a version stands in Istio's support calendar. */
export interface VersionSupport {
  /** `unknown` for a version that is not in the table or cannot be parsed. */
  status: 'supported' | 'endOfLife' | 'unknown';
  /** End of life of the minor (ISO date), when known. */
  endOfLife?: string;
  /** Where that date lies ahead and is only expected. */
  endOfLifeExpected?: true;
  /** `istio` where the date is Istio's own and the version is somebody else's build. */
  endOfLifeOf?: 'istio';
  /** The newest build of the same minor and flavour, when it is newer than this one. */
  newerPatch?: string;
  /** Whether a change to it mends an announced security problem. */
  securityPatch?: true;
}

/** Who built a distribution of Istio. */
export type MeshFlavour = 'istio' | 'tetrate' | 'tetrate-fips' | 'other';

/** How a version of Istio and a version of Kubernetes go together. */
export interface KubernetesFit {
  /** `tested`: Istio's tests ran on it, and nobody supports it. */
  fit: 'supported' | 'tested' | 'tooOld' | 'tooNew' | 'unknown';
  /** Minor version of the cluster's Kubernetes. */
  kubernetes?: string;
  /** Minor versions of Kubernetes that this version of Istio supports. */
  supported?: string[];
}

/** A control plane that serves (or would serve) the entity's workloads in a cluster. */
export interface ControlPlaneVersion {
  /** `default` for an istiod without a revision label. */
  revision: string;
  /** e.g. `1.30.2`; absent when it could not be read. */
  version?: string;
  /** How the version is known: asked of istiod itself, or read off its image, or off labels. */
  source?: 'istiod' | 'image' | 'label';
  namespace: string;
  /** The cluster where this istiod runs (its own, or the primary of a remote). */
  cluster: string;
  support: VersionSupport;
  /** Who built it; absent where its version does not tell. */
  flavour?: MeshFlavour;
  /** How it goes with the Kubernetes of the entity's cluster; absent outside of entities' answers. */
  kubernetes?: KubernetesFit;
  /** Tags that lead to its revision in the entity's cluster. */
  tags?: string[];
}

/**
 * Where a proxy is further from its control plane than Istio supports: of a
 * newer minor, or more than one minor older.
 */
export type VersionSkew = 'ahead' | 'behind';

/** Proxies of the entity that run one version under one revision. */
export interface ProxyGroup {
  /** e.g. `1.30.1`; absent when neither image nor annotation tells. */
  version?: string;
  /** How the version is known: told to istiod by the proxy, or read off its image. */
  source?: 'istiod' | 'image';
  revision?: string;
  kind: 'sidecar' | 'gateway' | 'waypoint' | 'virtualMachine';
  count: number;
  /** Up to ten names, `namespace/name`. */
  examples: string[];
  /** True when older than its control plane: a restart brings it up to date. */
  restartNeeded: boolean;
  /** Set where it is further from its control plane than Istio supports. */
  skew?: VersionSkew;
  /** Those of the group that no istiod serves; up to ten names. */
  disconnected?: { count: number; examples: string[] };
}

/** Whether the entity's workloads in one cluster are in the mesh. */
export type MeshMembership =
  | 'sidecar'
  | 'ambient'
  | 'mixed'
  | 'partial'
  | 'none'
  | 'noWorkloads'
  | 'unknown';

/** The mesh version of an entity in one cluster. */
export interface MeshVersion {
  cluster: string;
  membership: MeshMembership;
  /** For `none`, `partial` and `unknown`: why, as a sentence. */
  why?: string;
  instances: { total: number; inMesh: number };
  controlPlanes: ControlPlaneVersion[];
  proxies: ProxyGroup[];
  /** How well the versions of running proxies are known; absent where no istiod is known. */
  proxyReading?: ProxyReading;
  /** What the namespaces of its pods follow; absent where that could not be read. */
  follows?: NamespaceFollowing[];
  /** Its pods that are not in the mesh, by reason. */
  outside?: PodsOutside[];
  /** Absent where nothing of it is in the ambient mesh or asks to be. */
  ambient?: EntityAmbient;
  /** Where what runs is not of the distribution that is required, as sentences. */
  flavourDrift?: string[];
}
