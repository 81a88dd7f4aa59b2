export * from './preflight';
export * from './setup';
export * from './createRemoteSecret';
export * from './readerAccess';
export type {
  ReaderAccount,
  RemoteSecretCluster,
  TokenSecret,
} from './RemoteSecretCluster';
export { ClusterRefusal, RemoteSecretError } from './RemoteSecretError';
export * from './renderRemoteSecret';
export * from './tokenSecret';
export { CREDENTIAL_KEYS, waitForTokenData } from './waitForTokenData';
