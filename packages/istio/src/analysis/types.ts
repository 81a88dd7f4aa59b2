/**
 * How bad a finding is, in Istio's levels.
 *
 * @public
 */
export type FindingSeverity = 'error' | 'warning' | 'info';

/**
 * Where in an object something is: keys and, for lists, positions from 0.
 *
 * @public
 */
export type YamlPath = readonly (string | number)[];

/**
 * The object that a finding is about.
 *
 * @public
 */
export interface FindingResource {
  /** Undefined for a file that is not laid over a cluster. */
  cluster?: string;
  apiVersion?: string;
  kind: string;
  namespace?: string;
  name: string;
}

/**
 * An operation of a JSON patch (RFC 6902).
 *
 * @public
 */
export interface PatchOperation {
  op: 'add' | 'remove' | 'replace';
  /** A JSON pointer. */
  path: string;
  value?: unknown;
}

/**
 * A change that would cure a finding.
 *
 * @public
 */
export interface FindingMend {
  /** What the change does, as an order. */
  title: string;
  /** The object to change, when it is not the finding's own. */
  resource?: FindingResource;
  patch: PatchOperation[];
}

/**
 * A value that a message is about, in the order of the message.
 *
 * @public
 */
export type FindingArgument = string | number | readonly (string | number)[];

/**
 * Something that is wrong, or will be.
 *
 * @public
 */
export interface Finding {
  /** `IST0101`, `KIA0202`, `MSP0003`. */
  code: string;
  /** The name of the code, e.g. `ReferencedResourceNotFound`. */
  name: string;
  severity: FindingSeverity;
  /** The analyzer that found it. */
  analyzer: string;
  resource: FindingResource;
  /** The field in question; undefined when it is the whole object. */
  path?: YamlPath;
  /** Further places of the same fault in the same object. */
  otherPaths?: YamlPath[];
  /** Set when the object was read from a file. Lines count from 1. */
  source?: { file: string; line: number };
  args: readonly FindingArgument[];
  /** What is wrong. */
  message: string;
  /** What happens because of it. */
  effect: string;
  mend?: FindingMend;
  /** Codes of other tools that mean the same. */
  alsoKnownAs?: readonly string[];
  /** Page that explains the code. */
  documentation?: string;
}

/**
 * An analyzer that could not judge, and why.
 *
 * @public
 */
export interface SkippedAnalyzer {
  analyzer: string;
  cluster?: string;
  /** The codes that it would have reported. */
  codes: readonly string[];
  reason: string;
  /** True when it judged all the same, by what it could read. */
  partly?: true;
}

/**
 * What an analysis found.
 *
 * @public
 */
export interface AnalysisResult {
  findings: Finding[];
  skipped: SkippedAnalyzer[];
  /** Findings that were left out on request, with whose request it was. */
  suppressed: SuppressedFinding[];
}

/**
 * A finding that somebody asked not to see.
 *
 * @public
 */
export interface SuppressedFinding {
  finding: Finding;
  /** `annotation`, or the reason that the configuration gives. */
  by: string;
  /** The last day on which it is hidden (`2026-12-31`), where the configuration hides it. */
  until?: string;
}
