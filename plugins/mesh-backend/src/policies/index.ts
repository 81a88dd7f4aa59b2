export { createPolicies } from './createPolicies';
