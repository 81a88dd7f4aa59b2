/**
 * Service mesh cards, pages and form fields for Backstage's new frontend system.
 *
 * @packageDocumentation
 */
export { meshPlugin as default } from './plugin';
export {
  meshApiRef,
  meshEgressApiRef,
  meshMachinesApiRef,
  meshRequestsApiRef,
} from './api';
export { meshTranslationRef } from './translation';
