export * from './clusters';
export * from './version';
export * from './virtualMachines';
export * from './policies';
export * from './manifests';
export * from './requests';
