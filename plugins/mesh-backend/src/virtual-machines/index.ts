export { createVirtualMachines } from './createVirtualMachines';
export { createMachinesReadRouter } from './readRouter';
