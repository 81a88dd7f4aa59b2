export * from './types';
export * from './rules';
export { NamespaceOwners } from './NamespaceOwners';
export { PermissionMeshAuthorizer } from './PermissionMeshAuthorizer';
export { registerPermissions } from './registerPermissions';
