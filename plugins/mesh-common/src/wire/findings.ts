import { MeshAnswer } from './clusters';

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
  /** When this backend first found it. */
  firstSeen: string;
  /** When it was last judged to be there. */
  lastSeen: string;
  /** When it was gone; absent while it is there. */
  resolved?: string;
}

/** What could not be judged; that nothing is found of it means nothing. */
export interface NotJudged {
  /** Absent for what compares clusters. */
  cluster?: string;
  /** Codes that may be missing. */
  codes: string[];
  /** Why, as sentences. */
  reason: string;
}

/** How many findings there are of each severity. */
export type FindingCounts = Record<MeshFindingSeverity, number>;

/** Answer with findings. */
export interface FindingsAnswer extends MeshAnswer<MeshFinding> {
  /** Empty when everything was judged. */
  notJudged: NotJudged[];
  /** By severity: what the filters choose, on all pages. */
  counts?: FindingCounts;
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
  /** The mend as a unified diff of an object's YAML. */
  mendDiff?: string;
}

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
  state?: 'open' | 'resolved';
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
  'firstSeen' | 'lastSeen' | 'resolved'
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
