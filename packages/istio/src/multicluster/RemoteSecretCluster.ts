import type { KubernetesObject, ObjectMeta } from '../resources';

/**
 * A ServiceAccount, as far as a token Secret is chosen by it.
 *
 * @public
 */
export interface ReaderAccount {
  metadata: ObjectMeta;
  /** What clusters before Kubernetes 1.24 list. */
  secrets?: { name?: string; namespace?: string }[];
}

/**
 * A Secret as the API server serves it.
 *
 * @public
 */
export interface TokenSecret {
  metadata: ObjectMeta;
  type?: string;
  /** Values in base64. */
  data?: Record<string, string>;
}

/**
 * The remote cluster, as far as a secret for it is made from it. Each method
 * throws {@link ClusterRefusal} when the API server says no, and whatever error
 * it likes when the API server does not answer.
 *
 * @public
 */
export interface RemoteSecretCluster {
  /** The server's URL in the kubeconfig that the cluster is reached with. */
  readonly server: string;
  /** `GET /version`; it may throw, which counts as a cluster of today. */
  version(): Promise<{ major: string; minor: string }>;
  getNamespace(name: string): Promise<{ metadata: ObjectMeta }>;
  createNamespace(name: string): Promise<void>;
  getServiceAccount(namespace: string, name: string): Promise<ReaderAccount>;
  getSecret(namespace: string, name: string): Promise<TokenSecret>;
  /** In the order of the API server: by name. */
  listSecrets(namespace: string): Promise<TokenSecret[]>;
  createSecret(secret: KubernetesObject & TokenSecret): Promise<TokenSecret>;
  /** Server-side apply. */
  apply(object: KubernetesObject): Promise<void>;
  /** Resolves after some milliseconds. */
  wait(milliseconds: number): Promise<void>;
}
