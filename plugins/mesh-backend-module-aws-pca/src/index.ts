/**
 * AWS Private CA as a certificate authority of Meshport.
 *
 * @packageDocumentation
 */
export { meshModuleAwsPca as default } from './module';
