export * from './types';
export * from './rules';
export * from './authorityRules';
export { NamespaceOwners } from './NamespaceOwners';
export { PermissionMeshAuthorizer } from './PermissionMeshAuthorizer';
export { registerPermissions } from './registerPermissions';
