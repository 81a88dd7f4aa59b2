import { createExtensionPoint } from '@backstage/backend-plugin-api';

/** A client certificate: each half as a file or as base64 of its PEM. */
export interface MeshClientCertificate {
  /** Path of the PEM file; it is read again when it changes. */
  certFile?: string;
  /** Base64 of the PEM, as kubeconfigs hold it. */
  certData?: string;
  /** Path of the PEM file; it is read again when it changes. */
  keyFile?: string;
  /** Base64 of the PEM; secret. */
  keyData?: string;
}

/**
 * An API server without a kubeconfig. Exactly one of `token`, `tokenFile`,
 * `clientCertificate` and `authStrategy` says who we are.
 */
export interface MeshClusterEndpoint {
  /** `https` URL of the API server. */
  server: string;
  /** Base64 of the CA's PEM; without a CA the system's roots are trusted. */
  caData?: string;
  /** Path of the CA's PEM file; it is read again when it changes. */
  caFile?: string;
  /** When true the server's certificate is not checked; a warning says so. */
  skipTLSVerify?: boolean;
  /** A bearer token; secret. */
  token?: string;
  /** Path of a file with a bearer token; it is read again when it changes. */
  tokenFile?: string;
  clientCertificate?: MeshClientCertificate;
  /** Name of a strategy that a module adds; see `MeshAuthStrategy`. */
  authStrategy?: string;
  /** What the strategy is told, e.g. `kubernetes.io/aws-assume-role`. */
  authMetadata?: Record<string, string>;
}

/** A page about a cluster. */
export interface MeshClusterLink {
  /** `http` or `https`; links of another kind are left out. */
  url: string;
  title?: string;
}

/**
 * How the mesh backend reaches one cluster, and what the cluster is in the
 * mesh. Exactly one of `kubeconfig`, `endpoint` and `inCluster` is given.
 */
export interface MeshClusterDetails {
  /** Unique; a DNS-1123 label. */
  name: string;
  title?: string;
  /** Entity reference of the owner; default: that of the catalog's resource of this name. */
  owner?: string;
  /** Default: those of the catalog's resource of this name. */
  links?: MeshClusterLink[];
  /** A kubeconfig file and the context to use in it; client certificates, tokens and exec plugins of it work. */
  kubeconfig?: { file: string; context?: string };
  /** The API server's address and credentials. */
  endpoint?: MeshClusterEndpoint;
  /** When true: the cluster that the backend runs in, as its service account. */
  inCluster?: boolean;
  /** Istio's ID of the cluster; default: what Istio says in the cluster, else `name`. */
  istioClusterId?: string;
  /** Where istiod lives; default `istio-system`. */
  controlPlaneNamespace?: string;
  network?: string;
  /** Audience that istiod takes in tokens of machines (its TOKEN_AUDIENCES); default `istio-ca`. */
  tokenAudience?: string;
  /** For a remote cluster: the name of the primary that serves it. */
  primary?: string;
  /** When true nothing is ever written to this cluster. */
  readOnly?: boolean;
}

/** Supplies clusters beside those of `mesh.clusters`; several may be added. */
export interface MeshClusterSupplier {
  /** What logs call it; default: `supplier` and its number. */
  readonly name?: string;
  /**
   * All clusters that it knows now. It is asked when the backend starts and
   * every `mesh.clusterRefreshSeconds` after that: what is no longer named is
   * dropped, what is described otherwise is connected anew. When it throws,
   * its clusters of the last answer stay.
   *
   * @param options - `signal` aborts when the answer takes too long (30 s) or
   * the backend stops
   */
  getClusters(options?: { signal: AbortSignal }): Promise<MeshClusterDetails[]>;
}

/** Where modules of the mesh backend add suppliers of clusters. */
export interface MeshClusterSupplierExtensionPoint {
  addSupplier(supplier: MeshClusterSupplier): void;
}

/** @see MeshClusterSupplierExtensionPoint */
export const meshClusterSupplierExtensionPoint =
  createExtensionPoint<MeshClusterSupplierExtensionPoint>({
    id: 'mesh.cluster-supplier',
  });
