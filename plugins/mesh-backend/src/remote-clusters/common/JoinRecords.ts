/** What the portal recorded of a join that it made; no credential is in it. */
export interface JoinRecord {
  /** Names of the clusters. */
  primary: string;
  remote: string;
  /** Istio's ID of the remote. */
  clusterId: string;
  secret: { namespace: string; name: string };
  tokenKind: 'long-lived' | 'rotating';
  /** ISO 8601. */
  joinedAt: string;
  /** When the token was last made anew (ISO 8601). */
  rotatedAt?: string;
  /** When the token runs out (ISO 8601); absent for one that does not. */
  expires?: string;
  requestId?: string;
}

/** Tells the joins that the portal made and that were not left. */
export interface JoinRecords {
  list(): Promise<JoinRecord[]>;
}
