/**
 * Certificates, bundles and revocation lists of istiod's certificate authority:
 * functions from data to data, on nothing but node:crypto and node:tls.
 *
 * @packageDocumentation
 */
export { isFit } from './bundle/BundleFinding';
export type { BundleFinding } from './bundle/BundleFinding';
export { CA_FILES, CA_KEY_FILE } from './bundle/CaBundle';
export type { CaBundle, CaFile } from './bundle/CaBundle';
export { assembleBundle } from './bundle/assembleBundle';
export type { BundleParts } from './bundle/assembleBundle';
export { createIntermediateCsr } from './certificate/createIntermediateCsr';
export type { KeyUsage } from './certificate/extensions';
export type { CertificateSubject } from './certificate/names';
export { readCsr } from './certificate/readCsr';
export type { CertificateRequest } from './certificate/readCsr';
export { readCertificates } from './certificate/readCertificates';
export type { CertificateFacts } from './certificate/readCertificates';
export {
  CA_KEY_TYPES,
  generateCaKey,
  privateKeyPem,
  readPrivateKey,
} from './keys/keyTypes';
export type { CaKeyType } from './keys/keyTypes';
export { createRoot, LocalAuthority } from './authority/LocalAuthority';
export { appendRoot, removeRoot } from './roots/rootFile';
export {
  createEmptyRevocationList,
  createRevocationList,
} from './revocation/createRevocationList';
export type { RevokedCertificate } from './revocation/createRevocationList';
export {
  isRevocationListOf,
  readRevocationLists,
} from './revocation/readRevocationLists';
export type { RevocationListFacts } from './revocation/readRevocationLists';
export { tryHandshake } from './trial/tryHandshake';
export type { TrialHandshake } from './trial/tryHandshake';
export { commonRoots, rootChange } from './roots/rootChange';
export type { RootChange, RootChangeOptions } from './roots/rootChange';
export { checkBundle } from './bundle/checkBundle';
export type { CheckBundleOptions } from './bundle/checkBundle';
export { preflight } from './bundle/preflight';
export type { Preflight } from './bundle/preflight';
export { checkRevocationLists } from './revocation/checkRevocationLists';
export { bundleOf, preflightFiles } from './bundle/checkFiles';
export type { SecretFiles } from './bundle/checkFiles';
export { readGetmeshFile } from './getmesh/readGetmeshFile';
export type { GetmeshFile, GetmeshNote } from './getmesh/GetmeshFile';
