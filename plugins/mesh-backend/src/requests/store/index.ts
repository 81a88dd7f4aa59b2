export * from './RequestStore';
export { KnexRequestStore } from './KnexRequestStore';
export { LeaseLostError } from './LeaseLostError';
export { migrateRequests, requestDatabase } from './migrations';
