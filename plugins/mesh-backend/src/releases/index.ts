export { createReleases } from './createReleases';
export { clusterDrift } from './flavours/clusterDrift';
export { DEFAULT_RELEASE_RULES } from './ReleaseRules';
export type { ReleaseRules } from './ReleaseRules';
export { readReleaseRules } from './releaseSettings';
