export * from './virtualMachines';
