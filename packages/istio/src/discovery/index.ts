export { discoverySelectorProblems, isDiscovered } from './discoverySelectors';
export { changeDiscovery } from './discoveryScope';
export type {
  DiscoveredNamespace,
  DiscoveryChange,
  DiscoveryObjects,
  MissingName,
} from './discoveryScope';
