export * from './controlPlanes';
export * from './injection';
export * from './membership';
export * from './pods';
export * from './proxies';
