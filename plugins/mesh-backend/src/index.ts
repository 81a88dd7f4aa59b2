/**
 * The backend of Meshport.
 *
 * @packageDocumentation
 */
export { meshPlugin as default } from './plugin';
export {
  createMeshCertificateAuthorityConditionalDecision,
  createMeshClusterConditionalDecision,
  createMeshCredentialConditionalDecision,
  createMeshNamespaceConditionalDecision,
  meshCertificateAuthorityConditions,
  meshCertificateAuthorityPermissionResourceRef,
  meshClusterConditions,
  meshClusterPermissionResourceRef,
  meshCredentialConditions,
  meshCredentialPermissionResourceRef,
  meshNamespaceConditions,
  meshNamespacePermissionResourceRef,
} from './permissions';
export type {
  MeshCertificateAuthorityResource,
  MeshClusterResource,
  MeshCredentialResource,
  MeshNamespaceResource,
} from './permissions';
export {
  createMeshRequestConditionalDecision,
  meshRequestConditions,
  meshRequestPermissionResourceRef,
} from './requests';
export type { MeshRequestResource } from './requests';
