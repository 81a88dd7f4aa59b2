import { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import {
  meshCertificateAuthorityIssuePermission,
  meshCertificateAuthorityRenewPermission,
  meshCertificateAuthorityRevokePermission,
  meshCertificateAuthorityRotatePermission,
  meshClusterReadPermission,
  meshCredentialUsePermission,
  meshEgressTestPermission,
  meshNamespaceApplyPermission,
  meshNamespaceReadPermission,
  meshRemoteClusterJoinPermission,
  meshRemoteClusterLeavePermission,
  meshRemoteClusterProbePermission,
  meshRemoteClusterRotatePermission,
  meshVirtualMachineDownloadPermission,
  meshVirtualMachineEnrolPermission,
  meshVirtualMachineReEnrolPermission,
  meshVirtualMachineRequestPermission,
  meshVirtualMachineRetirePermission,
} from '@meshport/backstage-plugin-mesh-common';
import {
  meshClusterPermissionResourceRef,
  meshClusterRules,
  meshCredentialPermissionResourceRef,
  meshCredentialRules,
  meshNamespacePermissionResourceRef,
  meshNamespaceRules,
} from './rules';
import { MeshClusterResource, MeshNamespaceResource } from './types';

/**
 * Registers the resource types. A cluster is referred to by its name, a
 * namespace by `cluster/namespace`, a Secret by `cluster/namespace/name`.
 */
export function registerPermissions(
  registry: PermissionsRegistryService,
  find: {
    cluster(name: string): MeshClusterResource | undefined;
    namespace(
      cluster: string,
      namespace: string,
    ): MeshNamespaceResource | undefined;
  },
): void {
  registry.addResourceType({
    resourceRef: meshClusterPermissionResourceRef,
    permissions: [meshClusterReadPermission],
    rules: Object.values(meshClusterRules),
    getResources: async refs => refs.map(ref => find.cluster(ref)),
  });
  registry.addResourceType({
    resourceRef: meshNamespacePermissionResourceRef,
    permissions: [
      meshNamespaceReadPermission,
      meshNamespaceApplyPermission,
      meshEgressTestPermission,
      meshVirtualMachineRequestPermission,
      meshVirtualMachineDownloadPermission,
      meshVirtualMachineEnrolPermission,
      meshVirtualMachineReEnrolPermission,
      meshVirtualMachineRetirePermission,
      meshRemoteClusterJoinPermission,
      meshRemoteClusterRotatePermission,
      meshRemoteClusterLeavePermission,
      meshRemoteClusterProbePermission,
      meshCertificateAuthorityIssuePermission,
      meshCertificateAuthorityRenewPermission,
      meshCertificateAuthorityRotatePermission,
      meshCertificateAuthorityRevokePermission,
    ],
    rules: Object.values(meshNamespaceRules),
    getResources: async refs =>
      refs.map(ref => {
        const [cluster, namespace, ...rest] = ref.split('/');
        return namespace && rest.length === 0
          ? find.namespace(cluster, namespace)
          : undefined;
      }),
  });
  registry.addResourceType({
    resourceRef: meshCredentialPermissionResourceRef,
    permissions: [meshCredentialUsePermission],
    rules: Object.values(meshCredentialRules),
    getResources: async refs =>
      refs.map(ref => {
        const [cluster, namespace, name, ...rest] = ref.split('/');
        const found =
          name && rest.length === 0
            ? find.namespace(cluster, namespace)
            : undefined;
        return found && { cluster, namespace, name, owners: found.owners };
      }),
  });
}
