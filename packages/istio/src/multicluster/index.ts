export * from './renderRemoteSecret';
