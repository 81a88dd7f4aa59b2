/**
 * How istiod is offered to proxies of other clusters.
 *
 * @public
 */
export type IstiodExposure =
  | 'none'
  | 'loadBalancer'
  | 'sharedGateway'
  | 'dedicatedGateway';

/**
 * What installs Istio.
 *
 * @public
 */
export type SetupInstaller = 'helm' | 'istioOperator';

/**
 * A cluster with a control plane, as it is or is to be.
 *
 * @public
 */
export interface SetupPrimary {
  /** The name that people know it by. */
  name: string;
  /** Istio's ID. */
  clusterId: string;
  /** Empty for none. */
  network: string;
  meshId: string;
  trustDomain: string;
  /** Namespace of istiod. */
  namespace: string;
  /** Empty for the default one. */
  revision: string;
}

/**
 * A cluster whose pods the primary's istiod serves.
 *
 * @public
 */
export interface SetupRemote {
  name: string;
  clusterId: string;
  network: string;
  namespace: string;
}

/**
 * A file that somebody installs or applies.
 *
 * @public
 */
export interface SetupFile {
  path: string;
  /** Name of the cluster that it is for. */
  cluster: string;
  /** What to do with it: a sentence with the command. */
  use: string;
  content: string;
}

/** Name with the revision behind it, as charts build it. */
export function withRevision(name: string, revision: string): string {
  return revision ? `${name}-${revision}` : name;
}
