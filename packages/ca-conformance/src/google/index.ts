export { AccessTokens, CLOUD_PLATFORM } from './AccessTokens';
export type { Principal } from './AccessTokens';
export { startMetadataServer } from './metadataServer';
export type { MetadataServer } from './metadataServer';
export type {
  GoogleAuthority,
  GooglePool,
  GoogleTemplate,
  IssuancePolicy,
} from './resources';
export { MESHPORT_ACCOUNT, poolOf, startGoogleCas } from './startGoogleCas';
export type { GoogleCas } from './startGoogleCas';
export { startTokenExchange } from './tokenExchange';
export type { TokenExchange } from './tokenExchange';
