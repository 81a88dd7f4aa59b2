/** Where a version stands in Istio's support calendar. */
export interface VersionSupport {
  /** `unknown` for a version that is not in the table or cannot be parsed. */
  status: 'supported' | 'endOfLife' | 'unknown';
  /** End of life of the minor (ISO date), when known. */
  endOfLife?: string;
  /** The newest patch of the same minor, when it is newer than this one. */
  newerPatch?: string;
}

/** A control plane that serves (or would serve) the entity's workloads in a cluster. */
export interface ControlPlaneVersion {
  /** `default` for an istiod without a revision label. */
  revision: string;
  /** e.g. `1.30.2`; absent when it could not be read. */
  version?: string;
  /** How the version is known: asked of istiod itself, or read off its image. */
  source?: 'istiod' | 'image';
  namespace: string;
  /** The cluster where this istiod runs (its own, or the primary of a remote). */
  cluster: string;
  support: VersionSupport;
}

/** Proxies of the entity that run one version under one revision. */
export interface ProxyGroup {
  /** e.g. `1.30.1`; absent when neither image nor annotation tells. */
  version?: string;
  revision?: string;
  kind: 'sidecar' | 'gateway' | 'virtualMachine';
  count: number;
  /** Up to ten names, `namespace/name`. */
  examples: string[];
  /** True when older than its control plane: a restart brings it up to date. */
  restartNeeded: boolean;
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
}
