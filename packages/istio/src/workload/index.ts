export * from './bundle';
export * from './virtualMachines';
