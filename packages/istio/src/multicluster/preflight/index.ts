export * from './preflight';
export * from './types';
