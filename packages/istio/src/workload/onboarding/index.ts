export { workloadEntryObject, type VmEntryInput } from './groupObjects';
export type { VmOnboardingOptions } from './names';
export { readVmOnboarding } from './readVmOnboarding';
export { renderVmOnboarding } from './renderVmOnboarding';
export { shiftObject, shiftSteps } from './serviceObjects';
export * from './VmOnboardingInput';
export { vmHostsBlock, vmHostsDrift } from './withoutCapture';
