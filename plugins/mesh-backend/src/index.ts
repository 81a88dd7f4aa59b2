/**
 * The backend of Meshport.
 *
 * @packageDocumentation
 */
export { meshPlugin as default } from './plugin';
export {
  createMeshClusterConditionalDecision,
  createMeshCredentialConditionalDecision,
  createMeshNamespaceConditionalDecision,
  meshClusterConditions,
  meshClusterPermissionResourceRef,
  meshCredentialConditions,
  meshCredentialPermissionResourceRef,
  meshNamespaceConditions,
  meshNamespacePermissionResourceRef,
} from './permissions';
export type {
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
