import {
  ApiBlueprint,
  PageBlueprint,
  SubPageBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import {
  MeshCertificatesClient,
  MeshClient,
  MeshEgressClient,
  MeshFleetClient,
  MeshMachinesClient,
  MeshPoliciesClient,
  MeshReleasesClient,
  MeshRemoteClustersClient,
  MeshRequestsClient,
  MeshScopeClient,
  MeshTetrateClient,
} from '@meshport/backstage-plugin-mesh-common';
import { RiNodeTree } from '@remixicon/react';
import {
  meshApiRef,
  meshCertificatesApiRef,
  meshEgressApiRef,
  meshFleetApiRef,
  meshMachinesApiRef,
  meshPoliciesApiRef,
  meshReleasesApiRef,
  meshRemoteClustersApiRef,
  meshScopeApiRef,
  meshTetrateApiRef,
  meshRequestsApiRef,
} from './api';
import { certificateFormFields } from './certificateFormFields';
import { meshPages } from './meshPages';
import { egressFormFields } from './egressFormFields';
import { remoteClusterFormFields } from './remoteClusterFormFields';
import { tetrateFormFields } from './tetrateFormFields';
import { virtualMachineFormFields } from './virtualMachineFormFields';
import {
  connectedComponents,
  connectedComponentsAndServices,
} from './entities';
import {
  certificatesRouteRef,
  clusterCertificatesRouteRef,
  clustersRouteRef,
  discoveryRouteRef,
  egressGatewayRouteRef,
  egressGatewaysRouteRef,
  encryptionRouteRef,
  findingsRouteRef,
  upgradesRouteRef,
  machinesRouteRef,
  remoteClusterRouteRef,
  remoteClustersRouteRef,
  tetrateRouteRef,
  meshRouteRef,
  requestRouteRef,
  requestsRouteRef,
  templateRouteRef,
} from './routes';

const meshApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: meshApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new MeshClient(deps),
    }),
});

const meshRequestsApi = ApiBlueprint.make({
  name: 'requests',
  params: defineParams =>
    defineParams({
      api: meshRequestsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new MeshRequestsClient(deps),
    }),
});

const meshEgressApi = ApiBlueprint.make({
  name: 'egress',
  params: defineParams =>
    defineParams({
      api: meshEgressApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new MeshEgressClient(deps),
    }),
});

const meshTetrateApi = ApiBlueprint.make({
  name: 'tetrate',
  params: defineParams =>
    defineParams({
      api: meshTetrateApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new MeshTetrateClient(deps),
    }),
});

const meshMachinesApi = ApiBlueprint.make({
  name: 'machines',
  params: defineParams =>
    defineParams({
      api: meshMachinesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new MeshMachinesClient(deps),
    }),
});

const meshPoliciesApi = ApiBlueprint.make({
  name: 'policies',
  params: defineParams =>
    defineParams({
      api: meshPoliciesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new MeshPoliciesClient(deps),
    }),
});

const meshScopeApi = ApiBlueprint.make({
  name: 'scope',
  params: defineParams =>
    defineParams({
      api: meshScopeApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new MeshScopeClient(deps),
    }),
});

const meshRemoteClustersApi = ApiBlueprint.make({
  name: 'remote-clusters',
  params: defineParams =>
    defineParams({
      api: meshRemoteClustersApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new MeshRemoteClustersClient(deps),
    }),
});

const meshCertificatesApi = ApiBlueprint.make({
  name: 'certificates',
  params: defineParams =>
    defineParams({
      api: meshCertificatesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new MeshCertificatesClient(deps),
    }),
});

const meshReleasesApi = ApiBlueprint.make({
  name: 'releases',
  params: defineParams =>
    defineParams({
      api: meshReleasesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new MeshReleasesClient(deps),
    }),
});

const meshFleetApi = ApiBlueprint.make({
  name: 'fleet',
  params: defineParams =>
    defineParams({
      api: meshFleetApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new MeshFleetClient(deps),
    }),
});

const meshPage = PageBlueprint.make({
  params: { path: '/mesh', routeRef: meshRouteRef },
});

const subPages = meshPages.map(
  ({ name, path, title, routeRef, load, isOptional }) =>
    SubPageBlueprint.make({
      name,
      disabled: isOptional ?? false,
      params: { path, title, routeRef, loader: load },
    }),
);

const certificatesCard = EntityCardBlueprint.make({
  name: 'certificates',
  params: {
    type: 'content',
    filter: {
      $any: [
        { kind: 'resource', 'spec.type': 'kubernetes-cluster' },
        connectedComponents,
      ],
    },
    loader: () =>
      import('./components/certificates/EntityCertificatesCard').then(m => (
        <m.EntityCertificatesCard />
      )),
  },
});

const egressCard = EntityCardBlueprint.make({
  name: 'egress',
  params: {
    type: 'content',
    filter: connectedComponents,
    loader: () =>
      import('./components/egress/EntityEgressCard').then(m => (
        <m.EntityEgressCard />
      )),
  },
});

const remoteLinksCard = EntityCardBlueprint.make({
  name: 'remote-links',
  params: {
    type: 'content',
    filter: { kind: 'resource', 'spec.type': 'kubernetes-cluster' },
    loader: () =>
      import('./components/remote-clusters/EntityRemoteLinksCard').then(m => (
        <m.EntityRemoteLinksCard />
      )),
  },
});

const findingsCard = EntityCardBlueprint.make({
  name: 'findings',
  params: {
    type: 'content',
    filter: connectedComponentsAndServices,
    loader: () =>
      import('./components/findings/FindingsCard').then(m => (
        <m.FindingsCard />
      )),
  },
});

const requestsCard = EntityCardBlueprint.make({
  name: 'requests',
  params: {
    type: 'info',
    filter: connectedComponents,
    loader: () =>
      import('./components/requests/EntityRequestsCard').then(m => (
        <m.EntityRequestsCard />
      )),
  },
});

const versionCard = EntityCardBlueprint.make({
  name: 'version',
  params: {
    type: 'info',
    filter: connectedComponentsAndServices,
    loader: () =>
      import('./components/version/VersionCard').then(m => <m.VersionCard />),
  },
});

const virtualMachinesCard = EntityCardBlueprint.make({
  name: 'virtual-machines',
  params: {
    type: 'info',
    filter: connectedComponents,
    loader: () =>
      import('./components/virtual-machines/VirtualMachinesCard').then(m => (
        <m.VirtualMachinesCard />
      )),
  },
});

const policiesCard = EntityCardBlueprint.make({
  name: 'policies',
  params: {
    type: 'content',
    filter: connectedComponents,
    loader: () =>
      import('./components/policies/PoliciesCard').then(m => (
        <m.PoliciesCard />
      )),
  },
});

const meshTab = EntityContentBlueprint.make({
  params: {
    path: '/mesh',
    title: 'Mesh',
    filter: connectedComponentsAndServices,
    loader: () => import('./components/tab/MeshTab').then(m => <m.MeshTab />),
  },
});

/** Attaches to the scaffolder's form fields by itself, so that discovery is enough. */
const clusterPicker = FormFieldBlueprint.make({
  name: 'cluster-picker',
  params: {
    field: () =>
      import('./components/cluster-picker/field').then(
        m => m.meshClusterPickerField,
      ),
  },
});

/** The mesh on entity pages and in software templates. */
export const meshPlugin = createFrontendPlugin({
  pluginId: 'mesh',
  title: 'Mesh',
  icon: <RiNodeTree />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: meshRouteRef,
    clusters: clustersRouteRef,
    requests: requestsRouteRef,
    findings: findingsRouteRef,
    upgrades: upgradesRouteRef,
    encryption: encryptionRouteRef,
    discovery: discoveryRouteRef,
    request: requestRouteRef,
    virtualMachines: machinesRouteRef,
    remoteClusters: remoteClustersRouteRef,
    remoteCluster: remoteClusterRouteRef,
    certificates: certificatesRouteRef,
    clusterCertificates: clusterCertificatesRouteRef,
    tetrateOnboarding: tetrateRouteRef,
    egressGateways: egressGatewaysRouteRef,
    egressGateway: egressGatewayRouteRef,
  },
  externalRoutes: { template: templateRouteRef },
  extensions: [
    meshApi,
    meshRequestsApi,
    meshEgressApi,
    meshMachinesApi,
    meshPoliciesApi,
    meshRemoteClustersApi,
    meshScopeApi,
    meshCertificatesApi,
    meshTetrateApi,
    meshFleetApi,
    meshReleasesApi,
    meshPage,
    ...subPages,
    versionCard,
    virtualMachinesCard,
    policiesCard,
    egressCard,
    remoteLinksCard,
    certificatesCard,
    requestsCard,
    findingsCard,
    meshTab,
    clusterPicker,
    ...egressFormFields,
    ...virtualMachineFormFields,
    ...tetrateFormFields,
    ...remoteClusterFormFields,
    ...certificateFormFields,
  ],
});
