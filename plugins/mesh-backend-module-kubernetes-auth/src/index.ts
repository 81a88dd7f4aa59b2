/**
 * The kubernetes plugin's server-side authentication strategies for Meshport.
 *
 * @packageDocumentation
 */
export { meshModuleKubernetesAuth as default } from './module';
