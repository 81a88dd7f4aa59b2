export { createRequests } from './createRequests';
export { RequestExtensions } from './RequestExtensions';
export {
  createMeshRequestConditionalDecision,
  meshRequestConditions,
  meshRequestPermissionResourceRef,
  meshRequestRules,
} from './access/requestRules';
export type { MeshRequestResource } from './access/requestRules';
