export { createEgress } from './createEgress';
