export {
  accessUnder,
  authorizationPoliciesFor,
  callerRules,
} from './authorization';
export type { AuthorizationScope } from './authorization';
export * from './ask';
export * from './effects';
export * from './egressRoutes';
export * from './judgePolicies';
export * from './mutualTls';
export * from './routes';
export * from './types';
export { byAge, isSubset, isVisibleIn } from './selection';
export { isMesh, matchesFrom, routesOf } from './meshRoutes';
export type { Destination, Route } from './meshRoutes';
