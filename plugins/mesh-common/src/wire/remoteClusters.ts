import type { ClusterState, MeshAnswer } from './clusters';
import type {
  PreflightPairReport,
  RemoteClustersUnknown,
} from './remotePreflight';

/**
 * How far an istiod has read a remote cluster, in its own words (`debug/clusterz`);
 * `absent` when it does not name the cluster at all.
 */
export type RemoteSyncStatus =
  | 'synced'
  | 'syncing'
  | 'timeout'
  | 'closed'
  | 'absent';

/** What one istiod of the primary says of a remote. */
export interface RemoteIstiodView {
  namespace: string;
  pod: string;
  /** Empty for the control plane without a name. */
  revision: string;
  /** Undefined when it could not be asked; `why` says so. */
  status?: RemoteSyncStatus;
  /** `namespace/name` of the Secret it has the cluster from; absent for its own cluster and where files tell it. */
  secret?: string;
  why?: string;
}

/** How a remote secret lets istiod in. */
export type RemoteSecretAuth =
  | 'token'
  | 'clientCertificate'
  | 'basic'
  | 'oidc'
  | 'authProvider'
  | 'exec'
  | 'tokenFile'
  | 'none';

/** A remote secret, parsed as data: no credential is in it. */
export interface RemoteSecretView {
  namespace: string;
  name: string;
  /** The field managers or tools that own it, e.g. `meshport`, `kubectl`, `Argo CD app`. */
  managers: string[];
  /** True when a join through the portal made it. */
  ours: boolean;
  /** ISO 8601. */
  created?: string;
  server?: string;
  tlsServerName?: string;
  proxyUrl?: string;
  /** SHA-256 of the CA, as colon-separated capitals. */
  caFingerprint?: string;
  /** When the CA runs out (ISO 8601). */
  caExpires?: string;
  auth: RemoteSecretAuth;
  /** `namespace/name` of the service account of its token. */
  serviceAccount?: string;
  /** `long-lived` tokens have no end. */
  tokenKind?: 'long-lived' | 'rotating';
  /** ISO 8601. */
  tokenIssued?: string;
  /** ISO 8601. */
  tokenExpires?: string;
  /** Why istiod does not take it, or will not. */
  problem?: string;
}

/** Where machines and remotes were told that istiod is, against where it is. */
export interface RemoteAddressDrift {
  /** Addresses at which the primary offers istiod to others now; absent when that could not be read. */
  offered?: string[];
  /** What others were told, and by what. */
  told: {
    address: string;
    /** In words: the object that tells it, e.g. `Service istio-system/istiod of west`. */
    by: string;
    matches: boolean;
  }[];
  state: 'same' | 'drift' | 'unknown' | 'notTold';
  why?: string;
}

/** Whether the backend reaches the API server of a cluster itself. */
export interface RemoteReach {
  state: ClusterState;
  why?: string;
  /** ISO 8601. */
  since?: string;
}

/** What needs somebody, of a link. */
export interface RemoteLinkAlarm {
  severity: 'error' | 'warning' | 'info';
  /** A word for programs that stays the same. */
  code: string;
  message: string;
  mend: string;
}

/** One primary that reads, or should read, one remote. */
export interface RemoteLink {
  /** Name of the cluster whose istiod reads the other. */
  primary: string;
  /** Name of the cluster that is read; absent when no cluster that the caller may see has this ID. */
  remote?: string;
  /** Istio's ID of the remote. */
  clusterId: string;
  /** Whether configuration says that this primary serves the remote (`mesh.clusters[].primary`). */
  declared: boolean;
  /** Secrets with an entry for the cluster, the one that istiod took first; absent when they may not be read. */
  secrets?: RemoteSecretView[];
  /** Why there are no `secrets`. */
  secretsWhy?: string;
  istiods: RemoteIstiodView[];
  /** All istiods together: the worst; `unknown` when none could be asked. */
  sync: RemoteSyncStatus | 'unknown';
  /** Why it is unknown. */
  syncWhy?: string;
  /** Up to when istiods were asked (ISO 8601). */
  syncAsOf?: string;
  address: RemoteAddressDrift;
  reach?: RemoteReach;
  /** When the credential was last made anew (ISO 8601). */
  rotated?: string;
  /** When the credential runs out (ISO 8601). */
  expires?: string;
  tokenKind?: 'long-lived' | 'rotating';
  /** The request that joined it. */
  requestId?: string;
  alarms: RemoteLinkAlarm[];
}

/** A gateway that lets other networks or control planes in. */
export interface RemoteTopologyGateway {
  namespace: string;
  name: string;
  network?: string;
  addresses: string[];
  ports: number[];
  /** What it is for, as far as its ports show. */
  exposes: ('services' | 'istiod')[];
}

/** A cluster of the topology. */
export interface RemoteTopologyCluster {
  name: string;
  title?: string;
  clusterId: string;
  /** A cluster with istiods of its own is a primary; one that another serves a remote. */
  role: 'primary' | 'remote' | 'unknown';
  /** Label of the control plane's namespace, else configuration; empty when it has none, absent when not known. */
  network?: string;
  trustDomain?: string;
  kubernetesVersion?: string;
  istioVersions: string[];
  gateways: RemoteTopologyGateway[];
  reach: RemoteReach;
  owner?: string;
  /** Whether a join may name it: an administrator configured it, and it may be written. */
  joinable: boolean;
  joinableWhy?: string;
}

/** `GET /remote-clusters`: every link, and the clusters they are between. */
export interface RemoteFleet extends MeshAnswer<RemoteLink> {
  topology: {
    clusters: RemoteTopologyCluster[];
    /** Networks with their clusters; the name is empty for clusters without one. */
    networks: { name: string; clusters: string[] }[];
  };
}

/** `GET /remote-clusters/:primary/:remote`. */
export interface RemoteLinkDetail extends MeshAnswer<RemoteLink> {
  /** What stands in the way of the pair. */
  preflight?: PreflightPairReport;
}

/** `GET /remote-clusters/choices`: what forms offer, never typed. */
export interface RemoteClusterChoices {
  clusters: {
    name: string;
    title?: string;
    clusterId: string;
    role: RemoteTopologyCluster['role'];
    network?: string;
    /** Whether it may be the primary, or the remote, of a join. */
    mayBePrimary: boolean;
    mayBeRemote: boolean;
    why?: string;
    /** Whom it is joined to already. */
    joinedTo: string[];
    controlPlaneNamespace: string;
    revisions: { revision: string; version?: string }[];
    /** Namespaces that the caller may read. */
    namespaces: { name: string; injection: string }[];
  }[];
  /** What could not be read, so that something may be missing. */
  unknown: RemoteClustersUnknown[];
}
