export {
  cutOffNameOf,
  denyPrincipalObject,
  VM_CUT_OFF_LABEL,
  type VmCutOffInput,
} from './cutOff';
export {
  machineServiceAccountObject,
  namespaceObject,
  workloadEntryObject,
  type VmEntryInput,
} from './groupObjects';
export { vmCaptureNotes, vmHttpProxySettings } from './machineProxy';
export { machineServiceAccountOf, type VmOnboardingOptions } from './names';
export { readVmOnboarding } from './readVmOnboarding';
export { renderVmOnboarding } from './renderVmOnboarding';
export { subsetRuleObject } from './serviceObjects';
export { machinesPercentOf, shiftObject, shiftSteps } from './trafficShift';
export * from './VmOnboardingInput';
export { vmHostsBlock, vmHostsDrift } from './withoutCapture';
