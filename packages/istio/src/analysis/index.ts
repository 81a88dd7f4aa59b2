export * from './types';
export { ANALYSIS_KINDS, analysisKindOf } from './snapshot/kinds';
export type { AnalysisKind, KindInfo } from './snapshot/kinds';
export type { ClusterSnapshot, KindSnapshot } from './snapshot/snapshot';
export type { ObjectSource } from './snapshot/Resource';
export { snapshotOfManifests } from './snapshot/fromManifests';
export { readManifests } from './manifests/readManifests';
export type {
  ManifestOptions,
  ManifestText,
  ReadManifest,
  ReadManifests,
  UnreadableManifest,
} from './manifests/readManifests';
export { AnalysisSession, analyze } from './engine/AnalysisSession';
export type { AnalysisOptions } from './engine/AnalysisSession';
export { isAtLeast } from './engine/order';
export { friendlyName, problemsOfSuppression } from './engine/suppression';
export type { Suppression } from './engine/suppression';
export { analyzeManifests } from './engine/analyzeManifests';
export type { ManifestAnalysisOptions } from './engine/analyzeManifests';
export { sarifOf } from './engine/sarif';
export { yamlPathText } from './yamlPath';
export { findingsOfChange, overlay } from './engine/change';
export type { ChangeFindings } from './engine/change';
export { upgradeFindings } from './upgrade/upgradeFindings';
export type { UpgradeFindings } from './upgrade/upgradeFindings';
export { ALL_ANALYZERS, FLEET_ANALYZERS } from './engine/analyzers';
export type { Analyzer, FleetAnalyzer } from './engine/Analyzer';
export { FindingCollector } from './engine/findingOf';
export { inOrder } from './engine/order';
export { partBySuppressions } from './engine/suppression';
export { ClusterView } from './snapshot/ClusterView';
export { isHttp as isHttpProtocol, protocolOfPort } from './istio/protocols';
