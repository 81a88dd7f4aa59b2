import { fieldsAnalyzer } from '../generated/fields';
import { multiclusterServicesAnalyzer } from '../istio/multiclusterServices';
import { Analyzer, FleetAnalyzer } from './Analyzer';
import { ISTIO_ANALYZERS } from './istioAnalyzers';

/** Every analyzer of one cluster. */
export const ALL_ANALYZERS: readonly Analyzer[] = [
  ...ISTIO_ANALYZERS,
  fieldsAnalyzer,
];

/** Every analyzer that compares clusters. */
export const FLEET_ANALYZERS: readonly FleetAnalyzer[] = [
  multiclusterServicesAnalyzer,
];
