/** How long a reader's token lives. */
export type TokenKind = 'long-lived' | 'rotating';

export const TOKEN_KINDS: readonly TokenKind[] = ['long-lived', 'rotating'];

/** An object that a join made. */
export interface MadeObject {
  /** Name of the cluster. */
  cluster: string;
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
  /** Absent until it is certain that it was made: then it is looked for by its mark. */
  uid?: string;
}

/** A credential of the reader; the credential itself is not in it. */
export interface CredentialNote {
  kind: TokenKind;
  /**
   * The Secret in the remote that holds the token, or that it is bound to: once
   * the Secret is deleted, the token is refused.
   */
  secret: MadeObject;
  /** True for the Secret that istioctl makes and takes: others may use it, too. */
  shared?: boolean;
  /** Milliseconds since 1970; absent until the token was written to the primary. */
  writtenAt?: number;
  /** Milliseconds since 1970; absent for a token without an end. */
  expiresAt?: number;
}

/** What an istiod showed before a token was changed. */
export interface IstiodBefore {
  /** UID of the pod. */
  uid: string;
  /** How many changes of remote secrets it had seen; absent where it does not tell. */
  secretEvents?: number;
  /** Endpoints of the remote cluster by service; absent where it does not tell. */
  endpoints?: Record<string, number>;
}

/** A remote cluster that was joined to a primary, or is being joined or left. */
export interface Join {
  id: string;
  /** Names of the clusters. */
  primary: string;
  remote: string;
  requestId: string;
  state: 'joining' | 'joined' | 'leaving';
  /** Istio's ID of the remote: the key that istiod takes. */
  clusterId: string;
  tokenKind: TokenKind;
  /** Whether the token Secret is the one that istioctl would take. */
  asIstioctl: boolean;
  /** Namespace of the primary's control plane. */
  primaryNamespace: string;
  /** Namespace of the reader. */
  remoteNamespace: string;
  account: string;
  server: string;
  tlsServerName?: string;
  proxyUrl?: string;
  /** What was made beside the credentials, in the order in which it was made. */
  made: MadeObject[];
  /** What istiod was given. */
  current?: CredentialNote;
  /** What is being made in its place. */
  next?: CredentialNote;
  /** What is to be deleted once every istiod uses `current`. */
  previous?: CredentialNote;
  /** How the istiods were before `current` took the place of `previous`. */
  before?: IstiodBefore[];
  /** SHA-256 of the CA in the remote secret, as colon-separated capitals. */
  caFingerprint?: string;
  /** Times in milliseconds since 1970. */
  joinedAt?: number;
  rotatedAt?: number;
  /** The request that the last new token was made for. */
  requestedBy?: string;
  /** Not before this anything is tried again; milliseconds since 1970. */
  tryAt?: number;
  /** Why the last try to renew the token did not succeed. */
  problem?: string;
  /** The last alarm that was raised, so that it is raised once. */
  alarm?: string;
}

/** The name of the remote secret in the primary. */
export function remoteSecretName({ clusterId }: Pick<Join, 'clusterId'>) {
  return `istio-remote-secret-${clusterId}`;
}
