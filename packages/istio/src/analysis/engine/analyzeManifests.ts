import {
  ManifestOptions,
  ManifestText,
  readManifests,
} from '../manifests/readManifests';
import { snapshotOfManifests } from '../snapshot/fromManifests';
import { AnalysisKind } from '../snapshot/kinds';
import { ClusterSnapshot } from '../snapshot/snapshot';
import { AnalysisResult } from '../types';
import { AnalysisOptions, analyze } from './AnalysisSession';
import { ALL_ANALYZERS } from './analyzers';
import { inOrder } from './order';
import { findingsOfUnreadable } from './unreadable';

/**
 * How to analyse manifests without a cluster.
 *
 * @public
 */
export interface ManifestAnalysisOptions
  extends AnalysisOptions,
    ManifestOptions,
    Pick<ClusterSnapshot, 'meshConfig' | 'meshNetworks'> {
  /**
   * True when the manifests are all there is. Otherwise a kind that clusters
   * have anyway, such as Pod or Service, counts as not read when no manifest is
   * of it: nobody can say then that something does not exist.
   */
  complete?: boolean;
}

/** Kinds that a cluster has, whatever manifests somebody writes. */
const OF_CLUSTERS: readonly AnalysisKind[] = [
  'Namespace',
  'Node',
  'Pod',
  'Service',
  'ServiceAccount',
  'ConfigMap',
  'Secret',
  'Deployment',
  'CustomResourceDefinition',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'GatewayClass',
];

/**
 * Analyzers that look at each object by itself: of a kind that no manifest is
 * of they miss nothing.
 */
const JUDGE_EACH_ALONE: ReadonlySet<string> = new Set(
  ALL_ANALYZERS.filter(one => one.reads.length === 0).map(one => one.name),
);

function incomplete(snapshot: ClusterSnapshot): ClusterSnapshot {
  const kinds = { ...snapshot.kinds };
  const unreadable: NonNullable<ClusterSnapshot['unreadable']> = {};
  for (const kind of OF_CLUSTERS) {
    if (kinds[kind]?.objects.length === 0) {
      delete kinds[kind];
      unreadable[kind] = 'no manifest is of this kind';
    }
  }
  return { ...snapshot, kinds, unreadable };
}

/**
 * Analyses manifests without a cluster. A document that cannot be
 * read is a finding; it never throws for what a text holds.
 *
 * @public
 */
export function analyzeManifests(
  texts: readonly ManifestText[],
  options: ManifestAnalysisOptions = {},
): AnalysisResult {
  const { manifests, unreadable } = readManifests(texts, options);
  const { meshConfig, meshNetworks, complete = false } = options;
  const snapshot = snapshotOfManifests(manifests, {
    ...(meshConfig === undefined ? {} : { meshConfig }),
    ...(meshNetworks === undefined ? {} : { meshNetworks }),
  });
  const result = analyze([complete ? snapshot : incomplete(snapshot)], options);
  return {
    ...result,
    skipped: result.skipped.filter(
      one => !one.partly || !JUDGE_EACH_ALONE.has(one.analyzer),
    ),
    findings: inOrder([
      ...findingsOfUnreadable(unreadable),
      ...result.findings,
    ]),
  };
}
