/**
 * An in-process Kubernetes API over HTTPS, for development and tests only.
 *
 * @packageDocumentation
 */
export { startDevClusters } from './clusters';
export type {
  DevClusters,
  DevClusterSpec,
  DevClustersOptions,
} from './clusters';
export type { DevCluster } from './cluster';
export { Faults } from './faults';
export type { FaultSwitches } from './faults';
export { tetrateDefinitions } from './tetrate';
