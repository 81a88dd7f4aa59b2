import {
  createPermission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';

/** Permissions on a cluster as a whole. */
export const RESOURCE_TYPE_MESH_CLUSTER = 'mesh-cluster';
/** Permissions on one namespace of one cluster. */
export const RESOURCE_TYPE_MESH_NAMESPACE = 'mesh-namespace';
/** Permissions on one Secret of a namespace, by its name; never on its content. */
export const RESOURCE_TYPE_MESH_CREDENTIAL = 'mesh-credential';

/** Permissions on a configured certificate authority, and what it does for one cluster. */
export const RESOURCE_TYPE_MESH_CERTIFICATE_AUTHORITY =
  'mesh-certificate-authority';

/** Permissions on a request. */
export const RESOURCE_TYPE_MESH_REQUEST = 'mesh-request';

/** A permission on one namespace of one cluster. */
export type MeshNamespacePermission = ResourcePermission<'mesh-namespace'>;

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

/** Call an egress gateway from a namespace, as one of its service accounts, to try it. */
export const meshEgressTestPermission = createPermission({
  name: 'mesh.egress.test',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Ask for virtual machines in a namespace, and for what is done with them later. */
export const meshVirtualMachineRequestPermission = createPermission({
  name: 'mesh.virtualMachine.request',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Download the bundle of an approved request, with a token that is minted then. */
export const meshVirtualMachineDownloadPermission = createPermission({
  name: 'mesh.virtualMachine.download',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Have a virtual machine join in a namespace: make and revoke codes that a machine redeems. */
export const meshVirtualMachineEnrolPermission = createPermission({
  name: 'mesh.virtualMachine.enrol',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** The same for a request whose machines were ready before. */
export const meshVirtualMachineReEnrolPermission = createPermission({
  name: 'mesh.virtualMachine.reEnrol',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Have removed what was made for virtual machines, and with it their registration. */
export const meshVirtualMachineRetirePermission = createPermission({
  name: 'mesh.virtualMachine.retire',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Ask for a primary to read a remote cluster, in the namespaces of both. */
export const meshRemoteClusterJoinPermission = createPermission({
  name: 'mesh.remoteCluster.join',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Ask for a new token of a remote cluster that was joined. */
export const meshRemoteClusterRotatePermission = createPermission({
  name: 'mesh.remoteCluster.rotate',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Ask for a primary to read a remote cluster no more. */
export const meshRemoteClusterLeavePermission = createPermission({
  name: 'mesh.remoteCluster.leave',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Run pods in a namespace that try which other clusters they reach. */
export const meshRemoteClusterProbePermission = createPermission({
  name: 'mesh.remoteCluster.probe',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Choose a configured certificate authority for a cluster. */
export const meshCertificateAuthorityUsePermission = createPermission({
  name: 'mesh.certificateAuthority.use',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_MESH_CERTIFICATE_AUTHORITY,
});

/** Ask for an intermediate for a control plane, in its namespace. */
export const meshCertificateAuthorityIssuePermission = createPermission({
  name: 'mesh.certificateAuthority.issue',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Ask for a control plane's intermediate to be renewed under the same root. */
export const meshCertificateAuthorityRenewPermission = createPermission({
  name: 'mesh.certificateAuthority.renew',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Ask for the guided change of a control plane's root. */
export const meshCertificateAuthorityRotatePermission = createPermission({
  name: 'mesh.certificateAuthority.rotate',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Ask for an intermediate to be revoked that a control plane no longer uses. */
export const meshCertificateAuthorityRevokePermission = createPermission({
  name: 'mesh.certificateAuthority.revoke',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
});

/** Have a gateway use a credential: its certificate, its key. The Secret is named, never read. */
export const meshCredentialUsePermission = createPermission({
  name: 'mesh.credential.use',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_MESH_CREDENTIAL,
});

/** Ask for something; its conditions are applied to the draft. */
export const meshRequestCreatePermission = createPermission({
  name: 'mesh.request.create',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_MESH_REQUEST,
});

/** See a request with its plan and history. */
export const meshRequestReadPermission = createPermission({
  name: 'mesh.request.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_MESH_REQUEST,
});

/** Approve or reject a request; the policy has to name a group of the approver too. */
export const meshRequestApprovePermission = createPermission({
  name: 'mesh.request.approve',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_MESH_REQUEST,
});

/** Have what a request made removed again, and cancel the requests of others. */
export const meshRequestRetirePermission = createPermission({
  name: 'mesh.request.retire',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_MESH_REQUEST,
});

/** Every permission of the mesh plugin. */
export const meshPermissions = [
  meshClusterReadPermission,
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
  meshCertificateAuthorityUsePermission,
  meshCertificateAuthorityIssuePermission,
  meshCertificateAuthorityRenewPermission,
  meshCertificateAuthorityRotatePermission,
  meshCertificateAuthorityRevokePermission,
  meshCredentialUsePermission,
  meshRequestCreatePermission,
  meshRequestReadPermission,
  meshRequestApprovePermission,
  meshRequestRetirePermission,
];
