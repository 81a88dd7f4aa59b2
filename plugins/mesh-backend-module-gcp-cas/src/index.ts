/**
 * Google Certificate Authority Service as a certificate authority of Meshport.
 *
 * @packageDocumentation
 */
export { meshModuleGcpCas as default } from './module';
