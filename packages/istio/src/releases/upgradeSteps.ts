import type { IstioFlavour } from './istioVersion';
import type { SupportTable } from './supportTable';

/**
 * One step of an upgrade. The steps are taken in their order.
 *
 * - `kubernetes`: the cluster to its next minor version;
 * - `controlPlane`: istiod to another version, the mesh's next minor at most;
 * - `dataPlane`: all proxies (sidecars, gateways, waypoints, ztunnels, machines)
 *   to the version of the control plane.
 *
 * @public
 */
export interface UpgradeStep {
  kind: 'kubernetes' | 'controlPlane' | 'dataPlane';
  /** A version, or a minor version where no more is known. */
  from: string;
  to: string;
  /** Why it is needed, as a sentence. */
  why: string;
  /** What is outside support while or after it is taken, as sentences. */
  cautions: string[];
}

/**
 * How to get a cluster's mesh from one version to another.
 *
 * @public
 */
export interface UpgradePath {
  /** `notKnown` and `refused` have no steps; `summary` says why. */
  state: 'upToDate' | 'path' | 'notKnown' | 'refused';
  /** A sentence. */
  summary: string;
  from: string;
  /** Where the path ends; a minor version where no build of it is known. */
  to?: string;
  steps: UpgradeStep[];
  /** What the reader has to know beside the steps, as sentences. */
  cautions: string[];
}

/**
 * What is asked of {@link upgradePath}.
 *
 * @public
 */
export interface UpgradeQuestion {
  /** The oldest version of the control plane that serves the cluster. */
  from: string;
  /** A version or a minor version; default: the newest supported minor. */
  to?: string;
  /** As the API server gives it; absent where it is not known. */
  kubernetes?: string;
  /** Versions of the proxies, as far as they are known. */
  proxies?: readonly string[];
  /** Default: that of `from`. */
  flavour?: IstioFlavour;
  today: Date;
  table: SupportTable;
}
