import { RouteRef } from '@backstage/frontend-plugin-api';
import {
  certificatesRouteRef,
  clustersRouteRef,
  discoveryRouteRef,
  egressGatewaysRouteRef,
  encryptionRouteRef,
  findingsRouteRef,
  machinesRouteRef,
  remoteClustersRouteRef,
  requestsRouteRef,
  tetrateRouteRef,
  upgradesRouteRef,
} from './routes';

/** A page below `/mesh`, in both of Backstage's frontend systems. */
export interface MeshPage {
  name: string;
  path: string;
  title: string;
  routeRef: RouteRef;
  load: () => Promise<JSX.Element>;
  /** Only for some portals: an app switches it on. */
  isOptional?: boolean;
}

/** The pages in the order of their tabs; `/mesh` leads to the first. */
export const meshPages: readonly MeshPage[] = [
  {
    name: 'clusters',
    path: 'clusters',
    title: 'Clusters',
    routeRef: clustersRouteRef,
    load: () =>
      import('./components/fleet/OverviewPage').then(m => <m.OverviewPage />),
  },
  {
    name: 'virtual-machines',
    path: 'virtual-machines',
    title: 'Virtual machines',
    routeRef: machinesRouteRef,
    load: () =>
      import('./components/virtual-machines/fleet/MachineFleetPage').then(m => (
        <m.MachineFleetPage />
      )),
  },
  {
    name: 'egress-gateways',
    path: 'egress-gateways',
    title: 'Egress gateways',
    routeRef: egressGatewaysRouteRef,
    load: () =>
      import('./components/egress/EgressPages').then(m => <m.EgressPages />),
  },
  {
    name: 'remote-clusters',
    path: 'remote-clusters',
    title: 'Remote clusters',
    routeRef: remoteClustersRouteRef,
    load: () =>
      import('./components/remote-clusters/RemoteClusterPages').then(m => (
        <m.RemoteClusterPages />
      )),
  },
  {
    name: 'certificates',
    path: 'certificates',
    title: 'Certificates',
    routeRef: certificatesRouteRef,
    load: () =>
      import('./components/certificates/CertificatePages').then(m => (
        <m.CertificatePages />
      )),
  },
  {
    name: 'findings',
    path: 'findings',
    title: 'Findings',
    routeRef: findingsRouteRef,
    load: () =>
      import('./components/findings/FindingsPage').then(m => (
        <m.FindingsPage />
      )),
  },
  {
    name: 'encryption',
    path: 'encryption',
    title: 'Encryption',
    routeRef: encryptionRouteRef,
    load: () =>
      import('./components/mutual-tls/EncryptionPage').then(m => (
        <m.EncryptionPage />
      )),
  },
  {
    name: 'discovery',
    path: 'discovery',
    title: 'Discovery',
    routeRef: discoveryRouteRef,
    load: () =>
      import('./components/discovery-scope/DiscoveryPage').then(m => (
        <m.DiscoveryPage />
      )),
  },
  {
    name: 'upgrades',
    path: 'upgrades',
    title: 'Upgrades',
    routeRef: upgradesRouteRef,
    load: () =>
      import('./components/findings/UpgradePage').then(m => <m.UpgradePage />),
  },
  {
    name: 'requests',
    path: 'requests',
    title: 'Requests',
    routeRef: requestsRouteRef,
    load: () =>
      import('./components/requests/RequestsPages').then(m => (
        <m.RequestsPages />
      )),
  },
  {
    name: 'tetrate-onboarding',
    path: 'tetrate-onboarding',
    title: 'Tetrate onboarding',
    routeRef: tetrateRouteRef,
    isOptional: true,
    load: () =>
      import('./components/tetrate/TetratePage').then(m => <m.TetratePage />),
  },
];
