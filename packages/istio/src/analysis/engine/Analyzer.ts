import { ClusterView } from '../snapshot/ClusterView';
import { AnalysisKind } from '../snapshot/kinds';
import { Resource } from '../snapshot/Resource';
import { FindingArgument, FindingMend, YamlPath } from '../types';

/** How to write down what is wrong. */
export interface ReportDetails {
  args?: readonly FindingArgument[];
  /** The field in question. */
  path?: YamlPath;
  /**
   * True when the same fault in several fields of one object is one finding,
   * also in a file, where each field has a line of its own.
   */
  oncePerObject?: boolean;
  /** The field whose line tells this fault from the same elsewhere. */
  linePath?: YamlPath;
  mend?: FindingMend;
  /** What happens because of it, when the code alone does not say. */
  effect?: string;
}

/** Writes down what is wrong with an object. */
export type Report = (
  code: string,
  resource: Resource,
  details?: ReportDetails,
) => void;

/**
 * Looks for some faults in one cluster. It is run again when a kind that it
 * reads has changed, and must depend on nothing else.
 */
export interface Analyzer {
  /** Unique; Istio's own name where the check is Istio's. */
  name: string;
  /** What it looks for, as a sentence. */
  description: string;
  codes: readonly string[];
  /** The kinds without which it cannot judge. */
  reads: readonly AnalysisKind[];
  /** Kinds that it reads as well, and can do without. */
  readsIfThere?: readonly AnalysisKind[];
  /** True for a check that is run on request only. */
  onRequest?: boolean;
  /** True when its judgement may change as time goes by. */
  expires?: boolean;
  analyze(view: ClusterView, report: Report): void;
}

/** Looks for contradictions between clusters. */
export interface FleetAnalyzer extends Omit<Analyzer, 'analyze' | 'onRequest'> {
  analyze(views: readonly ClusterView[], report: Report): void;
}
