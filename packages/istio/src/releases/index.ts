export * from './assessVersion';
export { buildsOf, newestBuild } from './builds';
export * from './checkMesh';
export * from './flavours';
export * from './imageVersion';
export * from './istioVersion';
export { kubernetesFit } from './kubernetesFit';
export type { KubernetesFit } from './kubernetesFit';
export * from './listReleases';
export { compareMinors, kubernetesMinor, minorsText } from './minors';
export * from './releaseData';
export * from './revisionTag';
export {
  isRevisionTagName,
  revisionTagName,
  revisionTagServiceName,
} from './revisionTagNames';
export type {
  RevisionInjector,
  RevisionTagInput,
  RevisionTagObject,
} from './revisionTagTypes';
export * from './supportTable';
export * from './upgradePath';
export * from './upgradeSteps';
