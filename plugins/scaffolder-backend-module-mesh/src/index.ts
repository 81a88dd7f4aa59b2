/**
 * Scaffolder actions for service meshes.
 *
 * @packageDocumentation
 */
export { scaffolderModuleMesh as default } from './module';
