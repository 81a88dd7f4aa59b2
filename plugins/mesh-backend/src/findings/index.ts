export { createFindings } from './createFindings';
