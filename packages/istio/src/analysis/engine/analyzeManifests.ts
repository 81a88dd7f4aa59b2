import {
  ManifestOptions,
  ManifestText,
  readManifests,
} from '../manifests/readManifests';
import { snapshotOfManifests } from '../snapshot/fromManifests';
import { ClusterSnapshot } from '../snapshot/snapshot';
import { AnalysisResult } from '../types';
import { AnalysisOptions, analyze } from './AnalysisSession';
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
    Pick<ClusterSnapshot, 'meshConfig' | 'meshNetworks'> {}

/**
 * Analyses manifests as if they were all there is. A document that cannot be
 * read is a finding; it never throws for what a text holds.
 *
 * @public
 */
export function analyzeManifests(
  texts: readonly ManifestText[],
  options: ManifestAnalysisOptions = {},
): AnalysisResult {
  const { manifests, unreadable } = readManifests(texts, options);
  const { meshConfig, meshNetworks } = options;
  const result = analyze(
    [
      snapshotOfManifests(manifests, {
        ...(meshConfig === undefined ? {} : { meshConfig }),
        ...(meshNetworks === undefined ? {} : { meshNetworks }),
      }),
    ],
    options,
  );
  return {
    ...result,
    findings: inOrder([
      ...findingsOfUnreadable(unreadable),
      ...result.findings,
    ]),
  };
}
