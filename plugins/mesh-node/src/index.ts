/**
 * Seams of the Meshport backend for other backends' code.
 *
 * @packageDocumentation
 */
export * from './authStrategy';
export * from './clusterSupplier';
