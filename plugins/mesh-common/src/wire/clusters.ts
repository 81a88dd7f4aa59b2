import { AnswerPage } from './pages';
import type { ClusterControlPlanes } from './revisions';

/**
 * How well a cluster is known right now.
 *
 * - `fresh`: every kind that can be read is read and followed.
 * - `syncing`: the first lists are under way; nothing may be concluded yet.
 * - `stale`: was known, the connection is lost; what is shown is from `asOf`.
 * - `unreachable`: was never reached since the backend started.
 */
export type ClusterState = 'fresh' | 'syncing' | 'stale' | 'unreachable';

/** Why something of a cluster could not be read. */
export type FailureReason =
  | 'Forbidden'
  | 'NotServed'
  | 'Unauthorized'
  | 'Unreachable'
  | 'Invalid';

/** One thing that could not be read, in words for a person. */
export interface ClusterFailure {
  /** The kind that is missing, e.g. `AuthorizationPolicy`; absent when it is the whole cluster. */
  kind?: string;
  reason: FailureReason;
  /** A sentence: what failed and what to do. Never holds an address with credentials or a token. */
  message: string;
  /** Since when it fails (ISO 8601). */
  since?: string;
  /** The primary that fails, where this cluster itself answers but is known no better than its primary. */
  primary?: string;
}

/** Freshness of one cluster, beside every answer that is made from it. */
export interface ClusterFreshness {
  name: string;
  title?: string;
  /** Entity reference of who to ask about the cluster. */
  owner?: string;
  /** Pages about the cluster. */
  links?: ClusterLink[];
  state: ClusterState;
  /** The time (ISO 8601) up to which the data is known to be complete; absent when never read. */
  asOf?: string;
  failures: ClusterFailure[];
}

/** A namespace that belongs to the answer but may not be read by the caller. */
export interface WithheldNamespace {
  cluster: string;
  /** Named only when the entity's own annotation names it. */
  namespace?: string;
  /** Who to ask, when the namespace is named and its owner is known, e.g. `group:default/team-payments`. */
  owner?: string;
}

/** The form of every read answer. */
export interface MeshAnswer<T> {
  items: T[];
  clusters: ClusterFreshness[];
  /** Empty when nothing was held back. */
  withheld: WithheldNamespace[];
  /** True when there are clusters that the caller may not read; none is named. */
  withheldClusters?: boolean;
  /**
   * True when the entity has no annotation that says which objects are its
   * own; then `items` is empty and means nothing.
   */
  missingAnnotation?: boolean;
  /**
   * Of `GET /health` and the views of an entity: sources of clusters that cannot
   * be asked now, so that clusters may be missing.
   */
  failingSources?: FailingClusterSource[];
  /** Of lists that come in pages. */
  page?: AnswerPage;
  /** The header `Mesh-Revision`, put here by `MeshClient`; never in the body. */
  revision?: string;
}

/** A source of clusters that cannot be asked now; what it said last stays in force. The log says why. */
export interface FailingClusterSource {
  /** E.g. `supplier 'fleet'` or `the catalog`. */
  name: string;
  /** Since when (ISO 8601). */
  since: string;
}

/** A page about a cluster. */
export interface ClusterLink {
  /** `http` or `https`. */
  url: string;
  title?: string;
}

/** One cluster as `GET /clusters` shows it. */
export interface ClusterSummary {
  name: string;
  title?: string;
  /** Istio's own ID of the cluster, e.g. `east`: as configured, else as Istio says it, else the name. */
  istioClusterId?: string;
  network?: string;
  /** Whether it runs its own control plane or is the remote of another cluster. */
  role?: 'primary' | 'remote';
  /** The primary of a remote. */
  primary?: string;
  kubernetesVersion?: string;
  /** Entity reference of who looks after it, e.g. `group:default/platform`. */
  owner?: string;
  links?: ClusterLink[];
  /** False when writes are switched off by configuration. */
  writable: boolean;
  /** Revisions, who follows them, ambient, and proxies by version. */
  controlPlanes?: ClusterControlPlanes;
}

/** How the reading of one kind in one cluster goes. Times are ISO 8601. */
export interface KindHealth {
  kind: string;
  state: 'listing' | 'watching' | 'failing' | 'Forbidden' | 'NotServed';
  /** The version that is read, e.g. `networking.istio.io/v1`. */
  apiVersion?: string;
  /** Objects in memory. */
  count: number;
  lastEvent?: string;
  lastList?: string;
  asOf?: string;
  /** Why it cannot be read now. */
  failure?: ClusterFailure;
  /** The failure before that one, or the last one while all is well; kept until the backend restarts. */
  lastFailure?: EndedFailure;
}

/** A failure that is over. */
export interface EndedFailure extends ClusterFailure {
  /** When it was over (ISO 8601). */
  until: string;
}

/** One cluster as `GET /health` shows it. */
export interface ClusterHealth {
  cluster: string;
  kinds: KindHealth[];
}
