/**
 * The backend of Meshport.
 *
 * @packageDocumentation
 */
export { meshPlugin as default } from './plugin';
export {
  createMeshClusterConditionalDecision,
  createMeshNamespaceConditionalDecision,
  meshClusterConditions,
  meshClusterPermissionResourceRef,
  meshNamespaceConditions,
  meshNamespacePermissionResourceRef,
} from './permissions';
export type { MeshClusterResource, MeshNamespaceResource } from './permissions';
export {
  createMeshRequestConditionalDecision,
  meshRequestConditions,
  meshRequestPermissionResourceRef,
} from './requests';
export type { MeshRequestResource } from './requests';
