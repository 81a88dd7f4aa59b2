export { joinStagings } from './joinStagings';
export {
  MUTUAL_TLS_POLICY,
  stageMutualTls,
  strictPolicy,
  UNKNOWN_OF_STRICT,
} from './stageMutualTls';
export type {
  CutOff,
  CutOffReason,
  DeclaredCall,
  MutualTlsStaging,
  NamedWorkload,
  NamespaceStage,
  OpenPort,
  StagingObjects,
} from './types';
