export {
  accessUnder,
  authorizationPoliciesFor,
  callerRules,
} from './authorization';
export type { AuthorizationScope } from './authorization';
export * from './egressRoutes';
export * from './judgePolicies';
export * from './mutualTls';
export * from './routes';
export * from './types';
