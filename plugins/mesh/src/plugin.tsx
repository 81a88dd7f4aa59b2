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
  MeshRemoteClustersClient,
  MeshRequestsClient,
  MeshTetrateClient,
} from '@meshport/backstage-plugin-mesh-common';
import { RiNodeTree } from '@remixicon/react';
import {
  meshApiRef,
  meshCertificatesApiRef,
  meshEgressApiRef,
  meshFleetApiRef,
  meshMachinesApiRef,
  meshRemoteClustersApiRef,
  meshTetrateApiRef,
  meshRequestsApiRef,
} from './api';
import { certificateFormFields } from './certificateFormFields';
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
  egressGatewayRouteRef,
  egressGatewaysRouteRef,
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

const clustersPage = SubPageBlueprint.make({
  name: 'clusters',
  params: {
    path: 'clusters',
    title: 'Clusters',
    routeRef: clustersRouteRef,
    loader: () =>
      import('./components/fleet/OverviewPage').then(m => <m.OverviewPage />),
  },
});

const requestsPage = SubPageBlueprint.make({
  name: 'requests',
  params: {
    path: 'requests',
    title: 'Requests',
    routeRef: requestsRouteRef,
    loader: () =>
      import('./components/requests/RequestsPages').then(m => (
        <m.RequestsPages />
      )),
  },
});

const findingsPage = SubPageBlueprint.make({
  name: 'findings',
  params: {
    path: 'findings',
    title: 'Findings',
    routeRef: findingsRouteRef,
    loader: () =>
      import('./components/findings/FindingsPage').then(m => (
        <m.FindingsPage />
      )),
  },
});

const egressPage = SubPageBlueprint.make({
  name: 'egress-gateways',
  params: {
    path: 'egress-gateways',
    title: 'Egress gateways',
    routeRef: egressGatewaysRouteRef,
    loader: () =>
      import('./components/egress/EgressPages').then(m => <m.EgressPages />),
  },
});

const tetratePage = SubPageBlueprint.make({
  name: 'tetrate-onboarding',
  // Only for portals with Tetrate's control plane: an app switches it on.
  disabled: true,
  params: {
    path: 'tetrate-onboarding',
    title: 'Tetrate onboarding',
    routeRef: tetrateRouteRef,
    loader: () =>
      import('./components/tetrate/TetratePage').then(m => <m.TetratePage />),
  },
});

const machinesPage = SubPageBlueprint.make({
  name: 'virtual-machines',
  params: {
    path: 'virtual-machines',
    title: 'Virtual machines',
    routeRef: machinesRouteRef,
    loader: () =>
      import('./components/virtual-machines/fleet/MachineFleetPage').then(m => (
        <m.MachineFleetPage />
      )),
  },
});

const remoteClustersPage = SubPageBlueprint.make({
  name: 'remote-clusters',
  params: {
    path: 'remote-clusters',
    title: 'Remote clusters',
    routeRef: remoteClustersRouteRef,
    loader: () =>
      import('./components/remote-clusters/RemoteClusterPages').then(m => (
        <m.RemoteClusterPages />
      )),
  },
});

const certificatesPage = SubPageBlueprint.make({
  name: 'certificates',
  params: {
    path: 'certificates',
    title: 'Certificates',
    routeRef: certificatesRouteRef,
    loader: () =>
      import('./components/certificates/CertificatePages').then(m => (
        <m.CertificatePages />
      )),
  },
});

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

const upgradePage = SubPageBlueprint.make({
  name: 'upgrades',
  params: {
    path: 'upgrades',
    title: 'Upgrades',
    routeRef: upgradesRouteRef,
    loader: () =>
      import('./components/findings/UpgradePage').then(m => <m.UpgradePage />),
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
    meshRemoteClustersApi,
    meshCertificatesApi,
    meshTetrateApi,
    meshFleetApi,
    meshPage,
    clustersPage,
    machinesPage,
    egressPage,
    remoteClustersPage,
    certificatesPage,
    findingsPage,
    upgradePage,
    requestsPage,
    tetratePage,
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
