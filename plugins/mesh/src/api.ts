import { createApiRef } from '@backstage/frontend-plugin-api';
import {
  MeshApi,
  MeshCertificatesApi,
  MeshEgressApi,
  MeshFleetApi,
  MeshMachinesApi,
  MeshPoliciesApi,
  MeshReleasesApi,
  MeshRemoteClustersApi,
  MeshRequestsApi,
  MeshScopeApi,
  MeshTetrateApi,
} from '@meshport/backstage-plugin-mesh-common';

/** The mesh backend as the cards call it; replace it to test or to add a cache. */
export const meshApiRef = createApiRef<MeshApi>().with({
  id: 'plugin.mesh.service',
  pluginId: 'mesh',
});

/** The requests of the mesh backend as the pages call them. */
export const meshRequestsApiRef = createApiRef<MeshRequestsApi>().with({
  id: 'plugin.mesh.requests',
  pluginId: 'mesh',
});

/** The egress gateways of the mesh backend as pages, cards and forms call them. */
export const meshEgressApiRef = createApiRef<MeshEgressApi>().with({
  id: 'plugin.mesh.egress',
  pluginId: 'mesh',
});

/** Tetrate's onboarding of machines, as pages and forms call the mesh backend. */
export const meshTetrateApiRef = createApiRef<MeshTetrateApi>().with({
  id: 'plugin.mesh.tetrate',
  pluginId: 'mesh',
});

/** Remote clusters, as pages, cards and forms call the mesh backend. */
export const meshRemoteClustersApiRef =
  createApiRef<MeshRemoteClustersApi>().with({
    id: 'plugin.mesh.remote-clusters',
    pluginId: 'mesh',
  });

/** Certificate authorities, as pages, cards and forms call the mesh backend. */
export const meshCertificatesApiRef = createApiRef<MeshCertificatesApi>().with({
  id: 'plugin.mesh.certificates',
  pluginId: 'mesh',
});

/** Questions about policies, and the objects that decide, as cards call the mesh backend. */
export const meshPoliciesApiRef = createApiRef<MeshPoliciesApi>().with({
  id: 'plugin.mesh.policies',
  pluginId: 'mesh',
});

/** What holds for whole meshes: encryption, discovery, and what proxies know. */
export const meshScopeApiRef = createApiRef<MeshScopeApi>().with({
  id: 'plugin.mesh.scope',
  pluginId: 'mesh',
});

/** Virtual machines that join, as pages and cards call the mesh backend. */
export const meshMachinesApiRef = createApiRef<MeshMachinesApi>().with({
  id: 'plugin.mesh.machines',
  pluginId: 'mesh',
});

/** The whole fleet, as its page calls the mesh backend. */
export const meshFleetApiRef = createApiRef<MeshFleetApi>().with({
  id: 'plugin.mesh.fleet',
  pluginId: 'mesh',
});

/** Releases and revision tags, as pages call the mesh backend. */
export const meshReleasesApiRef = createApiRef<MeshReleasesApi>().with({
  id: 'plugin.mesh.releases',
  pluginId: 'mesh',
});
