export * from './controlPlaneValues';
export * from './eastWestGateway';
export * from './injectionLabels';
export * from './namespaceObjects';
export * from './oldRemoteValues';
export type {
  IstiodExposure,
  SetupFile,
  SetupInstaller,
  SetupPrimary,
  SetupRemote,
} from './SetupInput';
