import {
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
} from '@backstage/core-plugin-api';
import { ComponentType } from 'react';
import { meshApis } from './apis';
import { framed } from './framed';
import {
  entityContentRouteRef,
  fleetExternalRouteRef,
  rootRouteRef,
  templateExternalRouteRef,
} from './routes';

/** The mesh in an app of the old frontend system. */
export const meshPlugin = createPlugin({
  id: 'mesh',
  apis: meshApis,
  routes: { root: rootRouteRef, entityContent: entityContentRouteRef },
  externalRoutes: {
    fleet: fleetExternalRouteRef,
    template: templateExternalRouteRef,
  },
});

function card(name: string, load: () => Promise<ComponentType>) {
  return meshPlugin.provide(
    createComponentExtension({
      name,
      component: { lazy: async () => framed(await load()) },
    }),
  );
}

/** The fleet with its sub-pages; mount it at `/mesh`. */
export const MeshPage = meshPlugin.provide(
  createRoutableExtension({
    name: 'MeshPage',
    mountPoint: rootRouteRef,
    component: async () => framed((await import('./FleetPage')).FleetPage),
  }),
);

/** The tab of an entity. */
export const EntityMeshContent = meshPlugin.provide(
  createRoutableExtension({
    name: 'EntityMeshContent',
    mountPoint: entityContentRouteRef,
    component: async () =>
      framed((await import('./EntityContent')).EntityContent),
  }),
);

/** Whether an entity is in the mesh, where, and on which versions. */
export const EntityMeshVersionCard = card(
  'EntityMeshVersionCard',
  async () => (await import('../components/version/VersionCard')).VersionCard,
);

/** The virtual machines of an entity. */
export const EntityMeshVirtualMachinesCard = card(
  'EntityMeshVirtualMachinesCard',
  async () =>
    (await import('../components/virtual-machines/VirtualMachinesCard'))
      .VirtualMachinesCard,
);

/** What policies do to an entity. */
export const EntityMeshPoliciesCard = card(
  'EntityMeshPoliciesCard',
  async () =>
    (await import('../components/policies/PoliciesCard')).PoliciesCard,
);

/** What is wrong with the objects of an entity. */
export const EntityMeshFindingsCard = card(
  'EntityMeshFindingsCard',
  async () =>
    (await import('../components/findings/FindingsCard')).FindingsCard,
);

/** The gateways through which an entity leaves the mesh. */
export const EntityMeshEgressCard = card(
  'EntityMeshEgressCard',
  async () =>
    (await import('../components/egress/EntityEgressCard')).EntityEgressCard,
);

/** What was requested for an entity. */
export const EntityMeshRequestsCard = card(
  'EntityMeshRequestsCard',
  async () =>
    (await import('../components/requests/EntityRequestsCard'))
      .EntityRequestsCard,
);

/** Who signs in the cluster of a resource, or where a component runs. */
export const EntityMeshCertificatesCard = card(
  'EntityMeshCertificatesCard',
  async () =>
    (await import('../components/certificates/EntityCertificatesCard'))
      .EntityCertificatesCard,
);

/** The links of the cluster that a resource stands for. */
export const EntityMeshRemoteLinksCard = card(
  'EntityMeshRemoteLinksCard',
  async () =>
    (await import('../components/remote-clusters/EntityRemoteLinksCard'))
      .EntityRemoteLinksCard,
);
