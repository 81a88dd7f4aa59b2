export { agentFiles, type MachineFile } from './agentFiles';
export { breadthOf, type Breadth } from './breadth';
export { installScript, type PackagePin } from './installScript';
export { ansibleOf, cloudInitOf } from './machineForms';
export type { MachineIdentity } from './matchesWorkload';
export {
  ONBOARDING_POLICY,
  onboardingPolicyObject,
  renderTetrateOnboarding,
} from './onboardingObjects';
export * from './packages';
export * from './planeCertificate';
export {
  endpointFindings,
  planeInputFindings,
  type EndpointAddresses,
} from './planeFindings';
export {
  CONTROL_PLANE,
  planePatchLine,
  planePatchObject,
  planePlaceOf,
  renderTetratePlane,
} from './planeObjects';
export * from './planeState';
export { readTetrateOnboarding } from './readTetrateOnboarding';
export { readTetratePlane } from './readTetratePlane';
export * from './TetrateMatchers';
export * from './TetrateOnboardingInput';
export * from './TetratePlaneInput';
export {
  couldJoin,
  describeWorkload,
  whoCouldJoin,
  type JoinableGroup,
  type JoinPossibility,
  type JoinVerdict,
} from './whoCouldJoin';
