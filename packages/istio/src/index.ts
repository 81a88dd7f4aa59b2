/**
 * Istio's rules as functions from data to data.
 *
 * @packageDocumentation
 */
export * from './analysis';
export * from './resources';
export * from './discovery';
export * from './egress';
export * from './goFormat';
export * from './input';
export * from './membership';
export * from './multicluster';
export * from './mutual-tls';
export * from './policy';
export * from './releases';
export * from './sidecar-scope';
export * from './tetrate';
export * from './workload';
