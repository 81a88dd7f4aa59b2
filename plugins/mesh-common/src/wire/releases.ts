import { ClusterFreshness } from './clusters';
import { InjectionRestart } from './remoteSetup';
import { KubernetesFit, MeshFlavour, VersionSupport } from './version';

/** A version that can be installed. */
export interface MeshRelease {
  /** As images and charts bear it, e.g. `1.30.5`, `1.30.3-tetrate1`. */
  version: string;
  /** e.g. `1.30`. */
  minor: string;
  flavour: MeshFlavour;
  status: VersionSupport['status'];
  /** ISO date. */
  endOfLife?: string;
  endOfLifeExpected?: true;
  /** `istio` where the date is Istio's own and the build somebody else's. */
  endOfLifeOf?: 'istio';
  securityPatch: boolean;
  /** The newest of its minor and flavour that is known. */
  newest: boolean;
  /** Minor versions of Kubernetes that it supports. */
  kubernetes: string[];
  /** How it goes with the cluster's Kubernetes. */
  fit: KubernetesFit['fit'];
  /** Revisions of the cluster that run it. */
  runs: string[];
}

/** Something to know of the versions of a cluster's mesh. */
export interface ReleaseRemark {
  /** E.g. `END_OF_LIFE`, `SECURITY_PATCH`, `PROXIES_BEHIND`. */
  code: string;
  severity: 'error' | 'warning' | 'info';
  /** Absent for what concerns the whole cluster. */
  revision?: string;
  /** A sentence. */
  message: string;
}

/** Where what runs is not of the distribution that configuration requires. */
export interface FlavourStatement {
  /** What the requirement is called. */
  demand: string;
  /** `notKnown`: the version does not tell who built it. */
  state: 'drifted' | 'notKnown';
  /** A sentence. */
  sentence: string;
}

/** The releases that are known, and how one cluster stands to them. */
export interface ReleasesAnswer {
  /** Absent where none was asked for. */
  cluster?: string;
  /** Minor version of its Kubernetes. */
  kubernetes?: string;
  /** Whether the support data comes from `mesh.releases` too. */
  source: 'builtIn' | 'configured';
  releases: MeshRelease[];
  /** Whether every remark is information only; absent without a cluster, and where its control planes are not known. */
  upToDate?: boolean;
  /** The worst first. */
  remarks: ReleaseRemark[];
  drift: FlavourStatement[];
  clusters: ClusterFreshness[];
  /** True when there are namespaces that the caller may not read: their proxies are only counted. */
  withheld: boolean;
}

/** One step of an upgrade. */
export interface ReleaseStep {
  kind: 'kubernetes' | 'controlPlane' | 'dataPlane';
  /** A version, or a minor version where no more is known. */
  from: string;
  to: string;
  why: string;
  /** What is outside support while or after it is taken. */
  cautions: string[];
}

/** How to get a cluster's mesh to another version. */
export interface UpgradePathAnswer {
  cluster: string;
  /** Minor version of its Kubernetes. */
  kubernetes?: string;
  /** The control planes that serve it. */
  controlPlanes: { revision: string; version?: string }[];
  state: 'upToDate' | 'path' | 'notKnown' | 'refused';
  /** A sentence. */
  summary: string;
  from?: string;
  to?: string;
  flavour?: MeshFlavour;
  steps: ReleaseStep[];
  cautions: string[];
  clusters: ClusterFreshness[];
}

/** A tag of a cluster, and where it may lead. */
export interface RevisionTag {
  tag: string;
  revision: string;
  /** Namespaces whose pods it decides; those that the caller may not read are only counted. */
  namespaces: string[];
  withheldNamespaces: number;
  /** Who keeps it in step with Git, as words; nothing else may change it. */
  keptBy?: string;
}

/** Tags and revisions of a cluster. */
export interface RevisionTagsAnswer {
  cluster: string;
  /** Absent where they could not be read. */
  tags?: RevisionTag[];
  revisions: {
    revision: string;
    version?: string;
    /** Whether tags can lead to it: it has an injector. */
    canBeTagged: boolean;
  }[];
  /** Why nothing may be written to it; absent where it may. */
  notWritable?: string;
  clusters: ClusterFreshness[];
}

/** What is asked of a tag. */
export interface RevisionTagRequest {
  cluster: string;
  tag: string;
  /** Where it is to lead. */
  revision: string;
  /** Where it led when this was asked, or null for nowhere; a request fails when that changes. */
  from?: string | null;
}

/** What a change of a tag means. */
export interface RevisionTagPlan {
  cluster: string;
  tag: string;
  revision: string;
  from: string | null;
  /** YAML of what is written, certificates left out. */
  manifests: { kind: string; name: string; yaml: string; before?: string }[];
  /** Namespaces whose pods the tag decides; those that the caller may not read are only counted. */
  namespaces: string[];
  withheldNamespaces: number;
  /** Workloads that run another proxy than a new pod would get. */
  restarts: InjectionRestart[];
  withheldRestarts: number;
  /** Why nothing can be said of restarts, as sentences. */
  unknown: string[];
  /** What to know before, as sentences. */
  warnings: string[];
}
