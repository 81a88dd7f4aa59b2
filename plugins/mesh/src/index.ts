/**
 * Service mesh cards and form fields for Backstage's new frontend system.
 *
 * @packageDocumentation
 */
export { meshPlugin as default } from './plugin';
export { meshApiRef } from './api';
export { meshTranslationRef } from './translation';
