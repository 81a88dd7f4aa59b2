export { suggestSidecar } from './suggestSidecar';
export type {
  DeclaredDependency,
  SidecarScopeInput,
  SidecarSuggestion,
} from './types';
