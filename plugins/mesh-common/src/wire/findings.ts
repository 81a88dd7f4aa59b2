import { ClusterFreshness, MeshAnswer } from './clusters';

/** How bad a finding is, in Istio's levels. */
export type MeshFindingSeverity = 'error' | 'warning' | 'info';

/** From the worst to the least. */
export const FINDING_SEVERITIES: readonly MeshFindingSeverity[] = [
  'error',
  'warning',
  'info',
];

/** The object that a finding is about. */
export interface FindingObject {
  apiVersion?: string;
  kind: string;
  /** Absent for objects of the whole cluster. */
  namespace?: string;
  name: string;
}

/** Something that is wrong in a cluster, as the caller may see it. Times are ISO 8601. */
export interface MeshFinding {
  /** The same as long as the fault is the same. */
  id: string;
  cluster: string;
  /** `IST0101`, `KIA0202`, `MSP0003`. */
  code: string;
  /** The name of the code, e.g. `ReferencedResourceNotFound`. */
  name: string;
  severity: MeshFindingSeverity;
  object: FindingObject;
  /** The field in question, e.g. `spec.http[0].route`; absent when it is the whole object. */
  path?: string;
  /** What is wrong. Objects in namespaces that the caller may not read are not named. */
  message: string;
  /** What happens because of it. */
  effect: string;
  /** How to mend it, as an order; the finding alone tells the change itself. */
  mend?: string;
  /** Codes of other tools that mean the same. */
  alsoKnownAs?: string[];
  /** Page that explains the code. */
  documentation?: string;
  /** When it was first found; a restart does not change it. */
  firstSeen: string;
  /** When it was last judged to be there. */
  lastSeen: string;
  /** When it was gone; absent while it is there. */
  resolved?: string;
  /** Set when somebody asked not to see it. */
  suppressed?: FindingSuppression;
}

/** Why a finding is not shown among the others. */
export interface FindingSuppression {
  /** Istio's annotation on the object, or Meshport's configuration. */
  by: 'annotation' | 'configuration';
  /** Why, as the configuration says. */
  reason?: string;
  /** The last day on which it is hidden, e.g. `2026-12-31` (UTC). */
  until?: string;
}

/** What could not be judged; that nothing is found of it means nothing. */
export interface NotJudged {
  /** Absent for what compares clusters. */
  cluster?: string;
  /** Codes that may be missing. */
  codes: string[];
  /** Why, as sentences. */
  reason: string;
  /** True when these codes are judged all the same, by what could be read. */
  partly?: boolean;
}

/** How many findings there are of each severity. */
export type FindingCounts = Record<MeshFindingSeverity, number>;

/** How many findings a cluster has of each severity. */
export type ClusterFindingCounts = FindingCounts & { cluster: string };

/** Answer with findings. */
export interface FindingsAnswer extends MeshAnswer<MeshFinding> {
  /** Empty when everything was judged. */
  notJudged: NotJudged[];
  /** By severity: what the filters choose, on all pages. */
  counts?: FindingCounts;
  /** The same for each cluster that the caller may read, whatever cluster and severity the query chooses. */
  clusterCounts?: ClusterFindingCounts[];
  /** Findings of these that configuration or an annotation hides. */
  suppressed?: number;
}

/** One finding with its object. */
export interface MeshFindingDetail extends MeshFinding {
  /** The object as YAML; absent when it is gone. */
  manifest?: {
    text: string;
    /** Lines of the fields in question; they count from 1. */
    lines: number[];
    /** False when only the fields that Meshport keeps are shown. */
    whole: boolean;
  };
  /** The tool that applies the object out of Git, e.g. `Argo CD`, and what it calls it. */
  keptBy?: { tool: string; name: string };
  /** The mend as a unified diff of an object's YAML. */
  mendDiff?: string;
  /**
   * The object with the mend, to be applied or asked for (a request of kind
   * `manifests`). Absent where Meshport keeps only a part of the object.
   */
  mended?: { object: FindingObject; manifest: string };
}

/** What a version of Istio would refuse or read differently. */
export interface UpgradeFindingsAnswer {
  cluster: string;
  /** The version that runs; the oldest one where several do. Absent when it is not known. */
  from?: string;
  /** The version that was asked about; absent when none was. */
  to?: string;
  /** Versions that can be asked about: releases newer than `from`, the newest first. */
  releases: UpgradeRelease[];
  /** The worst first; empty without `to`. */
  findings: CheckedFinding[];
  notJudged: NotJudged[];
  clusters: ClusterFreshness[];
  /** True when there are namespaces that the caller may not read: what is found in there is not told. */
  withheld: boolean;
}

/** A release of Istio that a cluster could be upgraded to. */
export interface UpgradeRelease {
  version: string;
  /** Last day of support (ISO date), where it is known. */
  endOfLife?: string;
  supported: boolean;
}

/** Findings that are there, that are gone, or that somebody asked not to see. */
export type FindingState = 'open' | 'resolved' | 'suppressed';

/** From what is most asked for. */
export const FINDING_STATES: readonly FindingState[] = [
  'open',
  'resolved',
  'suppressed',
];

/** Which findings to answer. */
export interface FindingsQuery {
  cluster?: string;
  namespace?: string;
  severity?: MeshFindingSeverity[];
  /** Codes. */
  code?: string[];
  /** Only findings with this text in a code, name, object or message. */
  search?: string;
  /** `open` unless told. */
  state?: FindingState;
  /** Items of the page, 1 to 500; default 100. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

/** Body of `POST /findings/check`: one of `manifests`, `files` and `objects`. */
export interface CheckFindingsRequest {
  cluster: string;
  /** Of objects that name none. */
  namespace?: string;
  /** YAML documents. */
  manifests?: string;
  /** YAML documents in files; findings tell which. */
  files?: { name: string; text: string }[];
  objects?: Record<string, unknown>[];
}

/** A finding that manifests would cause or cure. */
export type CheckedFinding = Omit<
  MeshFinding,
  'firstSeen' | 'lastSeen' | 'resolved' | 'suppressed'
> & {
  /** Where in the manifests; absent when another object suffers. Lines count from 1. */
  source?: { file: string; line: number };
};

/** What manifests would change about a cluster's findings. */
export interface CheckFindingsReport {
  cluster: string;
  /** Findings that are there because of the manifests, the worst first. */
  caused: CheckedFinding[];
  /** Findings that are gone because of the manifests. */
  cured: CheckedFinding[];
  notJudged: NotJudged[];
  /** Objects of kinds that nothing here judges, e.g. `Job shop/import`. */
  notAnalysed: string[];
  /** True when there are namespaces that the caller may not read: what happens there is not told. */
  withheld: boolean;
}
