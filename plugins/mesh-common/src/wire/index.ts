export * from './clusters';
export * from './revisions';
export * from './version';
export * from './virtualMachines';
export * from './pages';
export * from './policies';
export * from './manifests';
export * from './requests';
