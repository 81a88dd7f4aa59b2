export * from './bundle';
export * from './onboarding';
export * from './virtualMachines';
