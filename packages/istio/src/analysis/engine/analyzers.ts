import { authoritiesAnalyzer } from '../generated/authorities';
import { egressGatewaysAnalyzer } from '../generated/egressGateways';
import { fieldsAnalyzer } from '../generated/fields';
import { remoteClustersAnalyzer } from '../generated/remoteClusters';
import { virtualMachinesAnalyzer } from '../generated/virtualMachines';
import { multiclusterServicesAnalyzer } from '../istio/multiclusterServices';
import { Analyzer, FleetAnalyzer } from './Analyzer';
import { ISTIO_ANALYZERS } from './istioAnalyzers';
import { KIALI_ANALYZERS, KIALI_FLEET_ANALYZERS } from './kialiAnalyzers';

/** Every analyzer of one cluster. */
export const ALL_ANALYZERS: readonly Analyzer[] = [
  ...ISTIO_ANALYZERS,
  ...KIALI_ANALYZERS,
  fieldsAnalyzer,
  egressGatewaysAnalyzer,
  virtualMachinesAnalyzer,
  authoritiesAnalyzer,
];

/** Every analyzer that compares clusters. */
export const FLEET_ANALYZERS: readonly FleetAnalyzer[] = [
  multiclusterServicesAnalyzer,
  remoteClustersAnalyzer,
  ...KIALI_FLEET_ANALYZERS,
];
