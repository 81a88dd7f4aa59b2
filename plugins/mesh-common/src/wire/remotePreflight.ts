/** Something of a cluster that is not known, in words. */
export interface RemoteClustersUnknown {
  cluster: string;
  what: string;
  why: string;
}

/** How bad a finding is: `unknown` could be an error. */
export type RemotePreflightVerdict =
  | 'ok'
  | 'info'
  | 'warning'
  | 'unknown'
  | 'error';

/** What stands in the way of clusters, or might. */
export interface RemotePreflightFinding {
  severity: Exclude<RemotePreflightVerdict, 'ok'>;
  /** A word for programs that stays the same, e.g. `pod-cidr-overlap`. */
  code: string;
  clusters: string[];
  message: string;
  mend: string;
  evidence?: string[];
}

/** One cell of the matrix. */
export interface RemotePreflightCheck {
  /** E.g. `cidr`, `api-reach`, `pod-reach`. */
  name: string;
  verdict: RemotePreflightVerdict;
  findings: RemotePreflightFinding[];
}

/** A pair of clusters, looked at both ways. */
export interface PreflightPairReport {
  clusters: [string, string];
  verdict: RemotePreflightVerdict;
  checks: RemotePreflightCheck[];
}

/** Body of `POST /remote-clusters/preflight`. */
export interface RemotePreflightRequest {
  /** Clusters by name, two or more; default: all that the caller may read. */
  clusters?: string[];
  /** Whether pods are to call each other; needs a permission of its own in `probe.namespace` of each. */
  probe?: {
    /** Namespace that exists in each of the clusters. */
    namespace: string;
    /** Longest time for all of it, from 10 to 240 seconds; default 90. */
    waitSeconds?: number;
  };
}

/** Answer of `POST /remote-clusters/preflight`. */
export interface RemotePreflightReport {
  /** The names of the checks, in the order of the matrix. */
  checks: string[];
  /** Each pair once. */
  pairs: PreflightPairReport[];
  /** ISO 8601. */
  at: string;
  unknown: RemoteClustersUnknown[];
  /** When pods were run: whether all of them are gone again. */
  cleanedUp?: boolean;
}
