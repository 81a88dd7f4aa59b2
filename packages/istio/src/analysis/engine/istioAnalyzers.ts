import { alphaAnnotationsAnalyzer } from '../istio/alphaAnnotations';
import { annotationsAnalyzer } from '../istio/annotations';
import { applicationUserAnalyzer } from '../istio/applicationUser';
import { authorizationPoliciesAnalyzer } from '../istio/authorizationPolicies';
import { blockedJwksAddressesAnalyzer } from '../istio/blockedJwksAddresses';
import { conditionsAnalyzer } from '../istio/conditions';
import { deploymentServicesAnalyzer } from '../istio/deploymentServices';
import { deprecatedFieldsAnalyzer } from '../istio/deprecatedFields';
import { destinationCertificatesAnalyzer } from '../istio/destinationCertificates';
import { destinationSubsetsAnalyzer } from '../istio/destinationSubsets';
import { envoyPatchesAnalyzer } from '../istio/envoyPatches';
import { externalControlPlaneAnalyzer } from '../istio/externalControlPlane';
import { gatewayApiSelectorsAnalyzer } from '../istio/gatewayApiSelectors';
import { gatewayApiVersionsAnalyzer } from '../istio/gatewayApiVersions';
import { gatewayCertificatesAnalyzer } from '../istio/gatewayCertificates';
import { gatewayConflictsAnalyzer } from '../istio/gatewayConflicts';
import { gatewayPortsAnalyzer } from '../istio/gatewayPorts';
import { gatewaySecretsAnalyzer } from '../istio/gatewaySecrets';
import { imageAutoAnalyzer } from '../istio/imageAuto';
import { injectionAnalyzer } from '../istio/injection';
import { injectionImagesAnalyzer } from '../istio/injectionImages';
import { jwtClaimRoutesAnalyzer } from '../istio/jwtClaimRoutes';
import { meshHostConflictsAnalyzer } from '../istio/meshHostConflicts';
import { meshNetworksAnalyzer } from '../istio/meshNetworks';
import { routeGatewaysAnalyzer } from '../istio/routeGateways';
import { routeHostsAnalyzer } from '../istio/routeHosts';
import { routeSubsetsAnalyzer } from '../istio/routeSubsets';
import { serviceEntryAddressesAnalyzer } from '../istio/serviceEntryAddresses';
import { serviceEntryProtocolsAnalyzer } from '../istio/serviceEntryProtocols';
import { servicePortNamesAnalyzer } from '../istio/servicePortNames';
import { sidecarSelectorsAnalyzer } from '../istio/sidecarSelectors';
import { telemetryDefaultsAnalyzer } from '../istio/telemetryDefaults';
import { telemetryLightstepAnalyzer } from '../istio/telemetryLightstep';
import { telemetryProvidersAnalyzer } from '../istio/telemetryProviders';
import { telemetrySelectorsAnalyzer } from '../istio/telemetrySelectors';
import { webhooksAnalyzer } from '../istio/webhooks';
import { SCHEMA_ANALYZERS } from '../validation/schemaAnalyzers';
import { Analyzer } from './Analyzer';

/** The checks that `istioctl analyze` makes. */
export const ISTIO_ANALYZERS: readonly Analyzer[] = [
  annotationsAnalyzer,
  alphaAnnotationsAnalyzer,
  blockedJwksAddressesAnalyzer,
  authorizationPoliciesAnalyzer,
  conditionsAnalyzer,
  deploymentServicesAnalyzer,
  applicationUserAnalyzer,
  destinationCertificatesAnalyzer,
  destinationSubsetsAnalyzer,
  deprecatedFieldsAnalyzer,
  envoyPatchesAnalyzer,
  externalControlPlaneAnalyzer,
  gatewayPortsAnalyzer,
  gatewayCertificatesAnalyzer,
  gatewaySecretsAnalyzer,
  gatewayConflictsAnalyzer,
  injectionAnalyzer,
  injectionImagesAnalyzer,
  imageAutoAnalyzer,
  gatewayApiSelectorsAnalyzer,
  gatewayApiVersionsAnalyzer,
  meshNetworksAnalyzer,
  servicePortNamesAnalyzer,
  sidecarSelectorsAnalyzer,
  meshHostConflictsAnalyzer,
  routeHostsAnalyzer,
  routeSubsetsAnalyzer,
  routeGatewaysAnalyzer,
  jwtClaimRoutesAnalyzer,
  serviceEntryAddressesAnalyzer,
  serviceEntryProtocolsAnalyzer,
  webhooksAnalyzer,
  telemetryProvidersAnalyzer,
  telemetrySelectorsAnalyzer,
  telemetryDefaultsAnalyzer,
  telemetryLightstepAnalyzer,
  ...SCHEMA_ANALYZERS,
];
