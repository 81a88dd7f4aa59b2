export * from './checkClusters';
export * from './config';
export * from './errors';
export * from './types';
export { createCredentials } from './createCredentials';
export { getFromPod } from './getFromPod';
export type { PodAnswer, PodRequest } from './getFromPod';
export { HttpClusterConnection } from './HttpClusterConnection';
export { LiveClusterRegistry } from './LiveClusterRegistry';
