export * from './policyEffects';
export * from './types';
