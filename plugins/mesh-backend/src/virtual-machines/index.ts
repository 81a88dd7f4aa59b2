export { createMachineProgress } from './createMachineProgress';
export { createVirtualMachines } from './createVirtualMachines';
export { createMachinesReadRouter } from './readRouter';
