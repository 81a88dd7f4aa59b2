import type {
  ClusterSummary,
  FailingClusterSource,
  MeshAnswer,
} from './clusters';
import type { CaSource } from './certificateAuthorities';
import type { FindingCounts } from './findings';
import type { RemoteFleet, RemoteLink } from './remoteClusters';
import type { ControlPlaneVersion, VersionSupport } from './version';
import type { VirtualMachineHealth } from './virtualMachines';

/** A revision of Istio as the table of the fleet shows it. */
export interface FleetRevision {
  revision: string;
  /** Whether `istio-injection=enabled` leads to it. */
  isDefault: boolean;
  tags: string[];
  /** Absent where no istiod serves it, or where it may not be read. */
  version?: string;
  source?: ControlPlaneVersion['source'];
  support?: VersionSupport;
  /** Namespaces that follow it, those that the caller may not read included; absent where they are not known. */
  namespaces?: number;
  /** What is wrong with it, as a sentence. */
  problem?: string;
}

/**
 * Where the control planes of a cluster stand, the worst of them:
 *
 * - `endOfLife`: a minor version is past its end of life.
 * - `ending`: one comes to its end within thirty days.
 * - `patch`: a newer patch of the minor is out.
 * - `current`: nothing newer of the minor is known.
 * - `none`: there is no control plane.
 * - `unknown`: the version is not known, or not in the support calendar.
 */
export type FleetUpgradeState =
  | 'endOfLife'
  | 'ending'
  | 'patch'
  | 'current'
  | 'none'
  | 'unknown';

/** What is to be done about the version of a cluster. */
export interface FleetUpgrade {
  state: FleetUpgradeState;
  /** The version that is meant. */
  version?: string;
  /** End of life of its minor (ISO date). */
  endOfLife?: string;
  newerPatch?: string;
  /** Whether a newer patch mends security problems of this version. */
  securityPatch?: true;
}

/** The proxies of a cluster. */
export interface FleetProxies {
  total: number;
  /** Of a version older than every control plane that serves the cluster. */
  old: number;
  /** Why the count is not whole, as a sentence. */
  why?: string;
}

/** One cluster as the fleet page shows it; what is absent is not known, or may not be read. */
export interface FleetCluster
  extends Pick<
    ClusterSummary,
    | 'name'
    | 'title'
    | 'istioClusterId'
    | 'network'
    | 'role'
    | 'primary'
    | 'kubernetesVersion'
    | 'owner'
    | 'links'
  > {
  revisions?: FleetRevision[];
  upgrade: FleetUpgrade;
  proxies?: FleetProxies;
  /** The machines that the caller may see. */
  machines?: { total: number; byHealth: Record<VirtualMachineHealth, number> };
  /** The findings that the caller may see. */
  findings?: FindingCounts;
  /** From where the certificates are, and when signing ends (ISO 8601). */
  certificates?: { source: CaSource; primary?: string; ends?: string };
  /** Links from and to the cluster, and how many of them have an alarm. */
  remoteLinks?: { total: number; broken: number };
}

/** A part of the overview. */
export type FleetPart =
  | 'certificates'
  | 'findings'
  | 'machines'
  | 'remoteLinks'
  | 'requests';

/** A part that is not in the overview, and why. */
export interface FleetMissingPart {
  part: FleetPart;
  /** `pending`: clusters are asked; the answer comes with one of the next reads. */
  state: 'forbidden' | 'pending' | 'failed';
  /** A sentence. */
  why: string;
}

/** Where the next step is. */
export interface FleetNeedTarget {
  page:
    | 'certificates'
    | 'cluster'
    | 'findings'
    | 'remoteLink'
    | 'requests'
    | 'upgrades'
    | 'virtualMachines';
  /** The cluster in question; for `remoteLink` the primary. */
  cluster?: string;
  /** For `remoteLink`: name of the cluster that is read, or Istio's ID of it. */
  remote?: string;
}

/** Something that needs somebody. */
export interface FleetNeed {
  severity: 'error' | 'warning' | 'info';
  /** A word for programs that stays the same, e.g. `end-of-life`. */
  code: string;
  /** One sentence: what is the matter. */
  message: string;
  /** What to do, as an order. */
  mend?: string;
  /** The clusters in question. */
  clusters: string[];
  to: FleetNeedTarget;
}

/** A link as the picture shows it. */
export type FleetLink = Pick<
  RemoteLink,
  'primary' | 'remote' | 'clusterId' | 'sync'
> & {
  /** The worst of its alarms. */
  alarm?: 'error' | 'warning' | 'info';
};

/** `GET /fleet/overview`. */
export interface FleetOverview extends MeshAnswer<FleetCluster> {
  /** The worst first. */
  needs: FleetNeed[];
  /** Absent while links are among the missing parts. */
  topology?: RemoteFleet['topology'] & { links: FleetLink[] };
  missing: FleetMissingPart[];
  failingSources?: FailingClusterSource[];
}
