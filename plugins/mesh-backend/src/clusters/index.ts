export * from './config';
export * from './errors';
export * from './types';
export { HttpClusterConnection } from './HttpClusterConnection';
export { StaticClusterRegistry } from './StaticClusterRegistry';
