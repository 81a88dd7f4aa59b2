/**
 * Bundles of every kind for tests, and authorities that may be wrong.
 *
 * @packageDocumentation
 */
export type { BundleCase, BundleFiles } from './BundleCase';
export { makeBundleCases } from './makeBundleCases';
export { nameConstraints } from './nameConstraints';
export { TestAuthority } from './TestAuthority';
export type { TestAuthorityOptions } from './TestAuthority';
