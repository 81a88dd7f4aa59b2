import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';

/** All that concerns the mesh as a whole. */
export const meshRouteRef = createRouteRef();

/** Every cluster, and what needs somebody. */
export const clustersRouteRef = createRouteRef();

/** The list of requests. */
export const requestsRouteRef = createRouteRef();

/** One request. */
export const requestRouteRef = createSubRouteRef({
  parent: requestsRouteRef,
  path: '/:id',
});

/** What is wrong in the clusters. */
export const findingsRouteRef = createRouteRef();

/** What an upgrade of Istio would change. */
export const upgradesRouteRef = createRouteRef();

/** Tetrate's onboarding of machines. */
export const tetrateRouteRef = createRouteRef();

/** Which namespaces take encrypted calls only. */
export const encryptionRouteRef = createRouteRef();

/** Which namespaces istiod watches. */
export const discoveryRouteRef = createRouteRef();

/** All egress gateways. */
export const egressGatewaysRouteRef = createRouteRef();

/** The virtual machines of all clusters. */
export const machinesRouteRef = createRouteRef();

/** One egress gateway. */
export const egressGatewayRouteRef = createSubRouteRef({
  parent: egressGatewaysRouteRef,
  path: '/:cluster/:namespace/:name',
});

/** Which control plane reads which other cluster. */
export const remoteClustersRouteRef = createRouteRef();

/** One link between clusters. */
export const remoteClusterRouteRef = createSubRouteRef({
  parent: remoteClustersRouteRef,
  path: '/:primary/:remote',
});

/** Who signs the certificates of each cluster. */
export const certificatesRouteRef = createRouteRef();

/** The certificates of one cluster. */
export const clusterCertificatesRouteRef = createSubRouteRef({
  parent: certificatesRouteRef,
  path: '/:cluster',
});

/** The form of a software template; absent in a portal without the scaffolder. */
export const templateRouteRef = createExternalRouteRef({
  defaultTarget: 'scaffolder.selectedTemplate',
  params: ['namespace', 'templateName'],
});
