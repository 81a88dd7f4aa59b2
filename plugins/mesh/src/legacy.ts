/**
 * The same cards, tab and page for apps on Backstage's old frontend system.
 *
 * @packageDocumentation
 */
export {
  EntityMeshCertificatesCard,
  EntityMeshContent,
  EntityMeshEgressCard,
  EntityMeshFindingsCard,
  EntityMeshPoliciesCard,
  EntityMeshRemoteLinksCard,
  EntityMeshRequestsCard,
  EntityMeshVersionCard,
  EntityMeshVirtualMachinesCard,
  MeshPage,
  meshPlugin,
} from './legacy/plugin';
export { isMeshAvailable } from './entities';
