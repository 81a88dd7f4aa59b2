import type { MeshAnswer } from './clusters';
import type { RemoteClustersUnknown } from './remotePreflight';
import type { CaIssuance } from './caIssuances';
import type { RootChangeProgress } from './rootChanges';

/** A certificate by its public parts. Times are ISO 8601. */
export interface CertificateView {
  /** In one line, e.g. `CN=Intermediate,O=Istio,L=east`. */
  subject: string;
  issuer: string;
  /** Lower-case hexadecimal. */
  serial: string;
  notBefore: string;
  notAfter: string;
  /** SHA-256 of the public key (SPKI, DER) in lower-case hexadecimal. */
  publicKey: string;
  /** SHA-256 of the certificate (DER) in lower-case hexadecimal. */
  fingerprint: string;
  /** E.g. `EC P-256` or `RSA 2048`. */
  keyAlgorithm: string;
  signatureAlgorithm: string;
  isCa: boolean;
  /** How many authorities may stand below it; absent when not limited. */
  pathLength?: number;
  selfSigned: boolean;
  /** The certificate itself; it is public. */
  pem: string;
}

/**
 * From where a cluster's control plane has its certificate authority.
 *
 * - `plugged`: the Secret `cacerts`.
 * - `selfSigned`: istiod made it itself (`istio-ca-secret`).
 * - `primary`: the cluster is a remote; its primary signs.
 * - `none`: there is no control plane.
 * - `unknown`: could not be read; `sourceWhy` says why.
 */
export type CaSource =
  | 'plugged'
  | 'selfSigned'
  | 'primary'
  | 'none'
  | 'unknown';

/** What needs somebody, of a cluster's certificates. */
export interface CertificateAlarm {
  severity: 'error' | 'warning' | 'info';
  /** A word for programs that stays the same, e.g. `intermediate-ends`, `roots-differ`. */
  code: string;
  message: string;
  mend: string;
}

/** What is known of the revocation lists that a control plane hands to proxies. */
export interface RevocationListsView {
  /** Whether configuration switches them on for the authority of the cluster. */
  enabled: boolean;
  /** Lists in `ca-crl.pem`; absent when that may not be read. */
  lists?: {
    issuer: string;
    /** ISO 8601. */
    thisUpdate: string;
    /** ISO 8601; absent when the list has no end. */
    nextUpdate?: string;
    /** How many certificates it revokes. */
    revoked: number;
  }[];
  state: 'off' | 'current' | 'due' | 'late' | 'incomplete' | 'unknown';
  /** A sentence: what the state means here. */
  text: string;
}

/** A cluster's certificates as the fleet shows them. */
export interface ClusterCertificates {
  cluster: string;
  title?: string;
  /** Istio's ID of the cluster. */
  clusterId: string;
  trustDomain?: string;
  source: CaSource;
  /** Why it is unknown. */
  sourceWhy?: string;
  /** The primary whose authority signs here. */
  primary?: string;
  /** As in `cert-chain.pem`, the signing certificate first; absent when it may not be read. */
  chain?: CertificateView[];
  /** Why there is no `chain`, and which right it takes. */
  chainWhy?: string;
  /** The roots that proxies are given (`istio-ca-root-cert`); absent when not known. */
  roots?: CertificateView[];
  /** Why there are no `roots`. */
  rootsWhy?: string;
  /** When signing ends: the earliest end of chain and roots (ISO 8601). */
  ends?: string;
  /** The configured authority that issued it through the portal. */
  authority?: { name: string; title?: string; provider: string };
  /** The request that wrote what is in use. */
  requestId?: string;
  /** A guided change of the root that is under way. */
  rootChange?: RootChangeProgress;
  alarms: CertificateAlarm[];
}

/** A configured authority that the caller may see. */
export interface ConfiguredAuthority {
  name: string;
  title?: string;
  /** E.g. `local`, `aws-pca`. */
  provider: string;
  /** Clusters that it may serve, those that the caller may read. */
  clusters: string[];
  /** Whether the caller may choose it. */
  usable: boolean;
  /** Why not. */
  usableWhy?: string;
  /** What the provider says of it; absent when it was not asked yet or cannot be. */
  description?: {
    id: string;
    subject: string;
    keyAlgorithm: string;
    /** ISO 8601. */
    notAfter: string;
    pathLengthRoom?: number;
    tier?: string;
    limits: string[];
    /** SHA-256 of its root (DER) in lower-case hexadecimal. */
    root?: string;
  };
  /** Why it cannot issue, or could not be asked, as a sentence that says what to do. */
  unable?: string;
  /** Why it is unfit for production. */
  unfit?: string;
}

/** Which roots the clusters trust, and which pairs have one in common. */
export interface CommonRoots {
  roots: {
    fingerprint: string;
    subject: string;
    /** ISO 8601. */
    notAfter: string;
    /** Clusters whose proxies are given it. */
    clusters: string[];
  }[];
  /** Each pair once; `common` is absent when one of the two is not known. */
  pairs: { clusters: [string, string]; common?: boolean }[];
}

/** `GET /certificate-authorities`. */
export interface CertificateFleet extends MeshAnswer<ClusterCertificates> {
  authorities: ConfiguredAuthority[];
  commonRoots: CommonRoots;
  /** Certificates that were, or may have been, issued and are not in use: each needs somebody. */
  orphans: CaIssuance[];
  unknown: RemoteClustersUnknown[];
}

/** `GET /certificate-authorities/clusters/:cluster`; one item, none for a cluster that may not be read. */
export interface ClusterCertificatesDetail
  extends MeshAnswer<ClusterCertificates> {
  details?: {
    namespace: string;
    /** The roots in the Secret (`root-cert.pem`); absent when it may not be read. */
    rootsInSecret?: CertificateView[];
    /** Whether they are those that proxies are given; absent when one of them is not known. */
    rootsAgree?: boolean;
    /** Who wrote the Secret: field managers and tools. */
    managers?: string[];
    /** Why the portal does not write the Secret (immutable, `tls.crt`, another owner). */
    notWritten?: string;
    revocationLists: RevocationListsView;
    /** Machines of the cluster, which are given no revocation lists; absent when not known. */
    machines?: number;
    /** Newest first. */
    history: CaIssuance[];
    unknown: RemoteClustersUnknown[];
  };
}
