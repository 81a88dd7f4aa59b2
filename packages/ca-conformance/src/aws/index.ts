export * from './AwsPrincipals';
export * from './credentialStandIns';
export * from './iamPolicy';
export { documentedQuotas } from './Quotas';
export type {
  PrivateAuthority,
  PrivateAuthorityOptions,
} from './PrivateAuthority';
export { S3Objects } from './S3Objects';
export { tokenLifetimeSeconds } from './PrivateCaService';
export * from './publishedAuthority';
export * from './startAwsPrivateCa';
