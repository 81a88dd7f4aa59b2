import { createPermission } from '@backstage/plugin-permission-common';

/** Permissions on a cluster as a whole. */
export const RESOURCE_TYPE_MESH_CLUSTER = 'mesh-cluster';
/** Permissions on one namespace of one cluster. */
export const RESOURCE_TYPE_MESH_NAMESPACE = 'mesh-namespace';

/** See that a cluster exists, its state and its control planes. */
export const meshClusterReadPermission = createPermission({
  name: 'mesh.cluster.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_MESH_CLUSTER,
});

/** See what runs in a namespace: workloads, virtual machines, policies. */
export const meshNamespaceReadPermission = createPermission({
  name: 'mesh.namespace.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Write mesh configuration into a namespace. */
export const meshNamespaceApplyPermission = createPermission({
  name: 'mesh.namespace.apply',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Every permission of the mesh plugin. */
export const meshPermissions = [
  meshClusterReadPermission,
  meshNamespaceReadPermission,
  meshNamespaceApplyPermission,
];
