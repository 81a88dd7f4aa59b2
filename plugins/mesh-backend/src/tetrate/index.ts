export { createTetrate } from './createTetrate';
