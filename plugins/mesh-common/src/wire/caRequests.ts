import type { CaKeyType } from './caIssuances';
import type { CaSource } from './certificateAuthorities';
import type { RemoteClustersUnknown } from './remotePreflight';

/** Kinds of request about certificate authorities. */
export type CaRequestKind =
  | 'certificate-authority-issue'
  | 'certificate-authority-renew'
  | 'certificate-authority-root-change'
  | 'certificate-authority-revoke';

/** Parameters of `certificate-authority-issue` and `-root-change`. */
export interface CaRequestParameters {
  /** Name of a configured authority. */
  authority: string;
  /** Name of the cluster. */
  cluster: string;
  /** Namespace of the control plane; default: that of the cluster's configuration. */
  namespace?: string;
  /** Default P-256. */
  keyType?: CaKeyType;
  /** Whole days that the intermediate lives; the authority's default when absent. */
  validityDays?: number;
  /** Of the subject. */
  commonName?: string;
  /** Of the subject. */
  organization?: string;
  /**
   * `inAdvance`: the approval is for renewals with the same issuer, root,
   * subject, key type and validity too. Default `ask`.
   */
  renewals?: 'inAdvance' | 'ask';
  /** Accepts that calls fail until all proxies trust the new root: the short way. */
  acceptOutage?: boolean;
}

/** Parameters of `certificate-authority-renew`; everything else is as in the live issuance. */
export interface CaRenewParameters {
  cluster: string;
  namespace?: string;
  /** The issuance that is renewed; default: the one in use. */
  issuance?: string;
}

/** Parameters of `certificate-authority-revoke`. */
export interface CaRevokeParameters {
  /** The attempt whose certificate is revoked. */
  issuance: string;
  reason: 'superseded' | 'keyCompromise' | 'cessationOfOperation';
}

/** What may be asked for a pair of authority and cluster. */
export interface CaWay {
  kind: Exclude<CaRequestKind, 'certificate-authority-revoke'>;
  /** Whether it is offered. */
  offered: boolean;
  /** Why not, or what it means here, as a sentence. */
  text: string;
  /** Whether it needs `acceptOutage`. */
  outage?: boolean;
}

/** An authority as a form offers it. */
export interface AuthorityChoice {
  name: string;
  title?: string;
  provider: string;
  keys: CaKeyType[];
  defaultKey: CaKeyType;
  /** In days. */
  validity: { default: number; min: number; max: number };
  /** Why it is unfit for production. */
  unfit?: string;
  /** Why it cannot be chosen. */
  why?: string;
  /** Its root's subject, where the provider told. */
  root?: string;
}

/** A cluster as a form offers it. */
export interface CaClusterChoice {
  name: string;
  title?: string;
  clusterId: string;
  namespace: string;
  source: CaSource;
  /** When its present authority ends (ISO 8601). */
  ends?: string;
  /** Proxies and machines that are connected; absent when not known. */
  proxies?: number;
  /** Virtual machines that may have a certificate of it; absent when not known. */
  machines?: number;
  /** Why it cannot be chosen at all. */
  why?: string;
  /** By name of the authority; those that may not serve it are left out. */
  ways: Record<string, CaWay[]>;
}

/** `GET /certificate-authorities/choices`: what forms offer, never typed. */
export interface CertificateAuthorityChoices {
  authorities: AuthorityChoice[];
  clusters: CaClusterChoice[];
  /** What could not be read, so that something may be missing. */
  unknown: RemoteClustersUnknown[];
}

/** Body of `POST /certificate-authorities/import`. */
export interface CaImportRequest {
  /** Name of the cluster that it is for; a file of getmesh names none. */
  cluster: string;
  /** A file of `getmesh gen-ca`, as YAML. At most 64 KiB. */
  file: string;
}

/** Answer of `POST /certificate-authorities/import`: what fills the form; nothing is stored. */
export interface CaImport {
  provider: 'aws-pca' | 'gcp-cas';
  /** What of the file names something that is configured and known. */
  values: CaRequestParameters;
  /** What was not taken over, or is a known fault of the file's tool. */
  notes: CaImportNote[];
}

/** What an import says of one field of the file. */
export interface CaImportNote {
  /** A word for programs that stays the same, e.g. `gcp-days-as-years`. */
  code: string;
  /** As in the file, e.g. `caOptions.validityDays`. */
  field: string;
  severity: 'warning' | 'info';
  text: string;
  /** What was done about it, or is to be done. */
  mend: string;
}
