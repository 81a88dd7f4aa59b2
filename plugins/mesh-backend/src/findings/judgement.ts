import {
  AnalysisKind,
  Analyzer,
  ClusterView,
  Finding,
  FindingCollector,
  SuppressedFinding,
} from '@meshport/istio';
import { FollowedSnapshot } from './snapshots';

/** An analyzer that could not judge, and why. */
export interface Unjudged {
  analyzer: string;
  /** Absent for what compares clusters. */
  cluster?: string;
  codes: readonly string[];
  reads: readonly AnalysisKind[];
  reasons: { cluster: string; text: string }[];
  /** True when it judged all the same, by what it could read. */
  partly?: boolean;
}

/** What an analysis found. */
export interface Judged {
  findings: Finding[];
  unjudged: Unjudged[];
  suppressed: SuppressedFinding[];
  /** How many analyzers had to run. */
  ran: number;
}

/** What one analyzer found in one state of what it reads. */
export interface Judgement {
  /** Names that state. */
  revisions: string;
  /** By what tells findings apart. */
  findings: ReadonlyMap<string, Finding>;
  hidden: SuppressedFinding[];
  unjudged?: Unjudged;
}

/** What an analyzer calls for each of its findings. */
export function reporter(
  { name }: Pick<Analyzer, 'name'>,
  collector: FindingCollector,
): Parameters<Analyzer['analyze']>[1] {
  return (code, resource, details = {}) =>
    collector.add(name, code, resource, details);
}

/** A text that changes when something that an analyzer reads does. */
export function revisionsOf(
  { reads, readsIfThere = [] }: Omit<Analyzer, 'analyze'>,
  snapshot: FollowedSnapshot,
  view: ClusterView,
): string {
  const kinds = [...reads, ...readsIfThere];
  const absent = kinds.filter(kind => snapshot.absent.has(kind));
  const unread = (['MeshConfig', 'MeshNetworks'] as const).map(kind =>
    kinds.includes(kind) ? snapshot.unreadable?.[kind] : undefined,
  );
  return [snapshot.cluster, view.revisions(kinds), absent, unread].join('\n');
}

/**
 * Why an analyzer cannot judge a cluster; empty when it can. It is about the
 * first kind that it reads: of one that the cluster does not serve there is
 * nothing to judge. That there are no objects of another one is knowledge.
 */
export function reasonsAgainst(
  { reads }: Omit<Analyzer, 'analyze'>,
  { cluster, kinds, unreadable = {}, absent }: FollowedSnapshot,
): Unjudged['reasons'] {
  const missing = unreadOf(reads, { kinds, unreadable });
  if (missing.length === 0 && reads.length > 0 && absent.has(reads[0])) {
    missing.push(
      `${reads[0]}: the cluster does not serve it (its definition, the CRD, is missing).`,
    );
  }
  return missing.map(text => ({ cluster, text }));
}

/** What an analyzer goes without in a cluster, of what it would read as well. */
export function gapsOf(
  { readsIfThere = [] }: Omit<Analyzer, 'analyze'>,
  { cluster, kinds, unreadable = {} }: FollowedSnapshot,
): Unjudged['reasons'] {
  return unreadOf(readsIfThere, { kinds, unreadable }).map(text => ({
    cluster,
    text,
  }));
}

function unreadOf(
  wanted: readonly AnalysisKind[],
  { kinds, unreadable = {} }: Pick<FollowedSnapshot, 'kinds' | 'unreadable'>,
): string[] {
  return wanted.flatMap(kind => {
    const why = unreadable[kind];
    const isRead = kinds[kind] || /^Mesh(Config|Networks)$/.test(kind);
    if (why === undefined && isRead) {
      return [];
    }
    return [`${kind}: ${why ?? 'it was not read'}.`.replace(/\.\.$/, '.')];
  });
}
