export { renderVmBundle } from './renderVmBundle';
export * from './VmBundleInput';
