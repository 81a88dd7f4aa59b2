import {
  AnyApiFactory,
  ApiRef,
  createApiFactory,
  DiscoveryApi,
  discoveryApiRef,
  FetchApi,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import {
  MeshCertificatesClient,
  MeshClient,
  MeshEgressClient,
  MeshFleetClient,
  MeshReleasesClient,
  MeshMachinesClient,
  MeshPoliciesClient,
  MeshRemoteClustersClient,
  MeshRequestsClient,
  MeshScopeClient,
  MeshTetrateClient,
} from '@meshport/backstage-plugin-mesh-common';
import {
  meshApiRef,
  meshCertificatesApiRef,
  meshEgressApiRef,
  meshFleetApiRef,
  meshReleasesApiRef,
  meshMachinesApiRef,
  meshPoliciesApiRef,
  meshRemoteClustersApiRef,
  meshRequestsApiRef,
  meshScopeApiRef,
  meshTetrateApiRef,
} from '../api';

function client<T>(
  api: ApiRef<T>,
  create: (deps: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) => T,
): AnyApiFactory {
  return createApiFactory({
    api,
    deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
    factory: deps => create(deps),
  });
}

/** The mesh backend, as the shared components call it. */
export const meshApis: AnyApiFactory[] = [
  client(meshApiRef, deps => new MeshClient(deps)),
  client(meshRequestsApiRef, deps => new MeshRequestsClient(deps)),
  client(meshEgressApiRef, deps => new MeshEgressClient(deps)),
  client(meshMachinesApiRef, deps => new MeshMachinesClient(deps)),
  client(meshRemoteClustersApiRef, deps => new MeshRemoteClustersClient(deps)),
  client(meshCertificatesApiRef, deps => new MeshCertificatesClient(deps)),
  client(meshFleetApiRef, deps => new MeshFleetClient(deps)),
  client(meshReleasesApiRef, deps => new MeshReleasesClient(deps)),
  client(meshPoliciesApiRef, deps => new MeshPoliciesClient(deps)),
  client(meshScopeApiRef, deps => new MeshScopeClient(deps)),
  client(meshTetrateApiRef, deps => new MeshTetrateClient(deps)),
];
