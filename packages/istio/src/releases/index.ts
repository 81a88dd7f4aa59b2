export * from './assessVersion';
export * from './imageVersion';
export * from './istioVersion';
export * from './supportTable';
