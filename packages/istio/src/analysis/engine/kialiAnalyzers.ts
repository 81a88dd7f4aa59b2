import { ambientPoliciesAnalyzer } from '../kiali/ambientPolicies';
import { ambientTrafficAnalyzer } from '../kiali/ambientTraffic';
import { ambientWorkloadsAnalyzer } from '../kiali/ambientWorkloads';
import { authorizationIdentitiesAnalyzer } from '../kiali/authorizationIdentities';
import { authorizationRulesAnalyzer } from '../kiali/authorizationRules';
import { containerPortsAnalyzer } from '../kiali/containerPorts';
import { destinationRulesAnalyzer } from '../kiali/destinationRules';
import { exportNamespacesAnalyzer } from '../kiali/exportNamespaces';
import { gatewayApiGatewaysAnalyzer } from '../kiali/gatewayApiGateways';
import { gatewayApiRoutesAnalyzer } from '../kiali/gatewayApiRoutes';
import { mutualTlsAnalyzer } from '../kiali/mutualTls';
import { peerAuthenticationsAnalyzer } from '../kiali/peerAuthentications';
import { portNamesAnalyzer } from '../kiali/portNames';
import { referenceGrantsAnalyzer } from '../kiali/referenceGrants';
import { routesAnalyzer } from '../kiali/routes';
import { serviceEntriesAnalyzer } from '../kiali/serviceEntries';
import { sidecarsAnalyzer } from '../kiali/sidecars';
import { uncoveredWorkloadsAnalyzer } from '../kiali/uncoveredWorkloads';
import { workloadGroupsAnalyzer } from '../kiali/workloadGroups';
import { Analyzer, FleetAnalyzer } from './Analyzer';

/** The checks of Kiali that Istio lacks. */
export const KIALI_ANALYZERS: readonly Analyzer[] = [
  peerAuthenticationsAnalyzer,
  exportNamespacesAnalyzer,
  authorizationRulesAnalyzer,
  mutualTlsAnalyzer,
  destinationRulesAnalyzer,
  portNamesAnalyzer,
  containerPortsAnalyzer,
  sidecarsAnalyzer,
  routesAnalyzer,
  serviceEntriesAnalyzer,
  uncoveredWorkloadsAnalyzer,
  ambientPoliciesAnalyzer,
  ambientTrafficAnalyzer,
  ambientWorkloadsAnalyzer,
  gatewayApiRoutesAnalyzer,
  gatewayApiGatewaysAnalyzer,
  referenceGrantsAnalyzer,
  workloadGroupsAnalyzer,
];

/** Those that compare clusters. */
export const KIALI_FLEET_ANALYZERS: readonly FleetAnalyzer[] = [
  authorizationIdentitiesAnalyzer,
];
