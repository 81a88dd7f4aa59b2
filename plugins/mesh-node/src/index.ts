/**
 * Seams of the Meshport backend for other backends' code.
 *
 * @packageDocumentation
 */
export * from './authStrategy';
export * from './caProvider';
export * from './certificateAuthority';
export * from './clusterSupplier';
export * from './requestKind';
export * from './requestPolicy';
export * from './requestsExtensionPoint';
