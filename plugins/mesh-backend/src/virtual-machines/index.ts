export { createVirtualMachines } from './createVirtualMachines';
