export { revisioned } from './controlPlaneNames';
export { renderVmBundle } from './renderVmBundle';
export * from './VmBundleInput';
