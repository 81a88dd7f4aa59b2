import { UserInfoService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  meshCertificateAuthorityIssuePermission,
  meshCertificateAuthorityRenewPermission,
  meshCertificateAuthorityRevokePermission,
  meshCertificateAuthorityRotatePermission,
  meshCertificateAuthorityUsePermission,
  meshCredentialUsePermission,
  meshEgressTestPermission,
  meshNamespaceApplyPermission,
  meshNamespaceReadPermission,
  meshRemoteClusterJoinPermission,
  meshRemoteClusterLeavePermission,
  meshRemoteClusterRotatePermission,
  meshRequestApprovePermission,
  meshRequestCreatePermission,
  meshRequestReadPermission,
  meshRequestRetirePermission,
  meshVirtualMachineDownloadPermission,
  meshVirtualMachineEnrolPermission,
  meshVirtualMachineReEnrolPermission,
  meshVirtualMachineRequestPermission,
  meshVirtualMachineRetirePermission,
  RESOURCE_TYPE_MESH_CREDENTIAL,
  RESOURCE_TYPE_MESH_NAMESPACE,
  RESOURCE_TYPE_MESH_REQUEST,
} from '@meshport/backstage-plugin-mesh-common';

const PLATFORM_GROUP = 'group:default/team-platform';
const SECURITY_GROUP = 'group:default/team-security';

/** Namespaces that every developer may look into: the shared example and the mesh-wide rules. */
const OPEN_NAMESPACES = ['bookinfo', 'istio-system'];

/** Permissions of other plugins that change what all share. */
const KEPT_FOR_PLATFORM = [
  'catalog.entity.delete',
  'catalog.location.create',
  'catalog.location.delete',
];

/** Permissions on what signs for a whole cluster. */
const AUTHORITIES = [
  meshCertificateAuthorityUsePermission,
  meshCertificateAuthorityIssuePermission,
  meshCertificateAuthorityRenewPermission,
  meshCertificateAuthorityRotatePermission,
  meshCertificateAuthorityRevokePermission,
];

/** Permissions on a namespace that write there, or have somebody join there. */
const NAMESPACE_WRITES = [
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
];

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * What the three personas may do. Platform engineers may do everything,
 * security reviewers read everything and write nothing into the mesh, everyone
 * else reads the open namespaces and those of their own groups, and writes to
 * those of their own groups, tries their gateways, uses their credentials and
 * has virtual machines join there. Everyone may ask for what touches namespaces
 * of their own groups and have it removed again; whether that needs an approval
 * says `mesh.requests.policies`, and only platform engineers give it.
 */
export class DemoPolicy implements PermissionPolicy {
  readonly #userInfo: UserInfoService;

  constructor(options: { userInfo: UserInfoService }) {
    this.#userInfo = options.userInfo;
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return DENY;
    }
    const { ownershipEntityRefs: claims } = await this.#userInfo.getUserInfo(
      user.credentials,
    );
    if (claims.includes(PLATFORM_GROUP)) {
      return ALLOW;
    }
    if (
      KEPT_FOR_PLATFORM.includes(permission.name) ||
      AUTHORITIES.some(one => isPermission(permission, one))
    ) {
      return DENY;
    }
    return claims.includes(SECURITY_GROUP)
      ? decideForReviewer(permission)
      : decideForDeveloper(permission, claims);
  }
}

function decideForReviewer(permission: Permission): PolicyDecision {
  const isWrite = [
    ...NAMESPACE_WRITES,
    meshCredentialUsePermission,
    meshRequestCreatePermission,
    meshRequestApprovePermission,
    meshRequestRetirePermission,
  ].some(write => isPermission(permission, write));
  return isWrite ? DENY : ALLOW;
}

function decideForDeveloper(
  permission: Permission,
  claims: string[],
): PolicyDecision {
  if (isPermission(permission, meshNamespaceReadPermission)) {
    return whenNamespace({
      anyOf: [
        namespaceRule('IS_NAMESPACE', { names: OPEN_NAMESPACES }),
        namespaceRule('IS_NAMESPACE_OWNER', { claims }),
      ],
    });
  }
  if (NAMESPACE_WRITES.some(write => isPermission(permission, write))) {
    return whenNamespace(namespaceRule('IS_NAMESPACE_OWNER', { claims }));
  }
  if (isPermission(permission, meshCredentialUsePermission)) {
    return when(RESOURCE_TYPE_MESH_CREDENTIAL, {
      rule: 'IS_CREDENTIAL_OWNER',
      resourceType: RESOURCE_TYPE_MESH_CREDENTIAL,
      params: { claims },
    });
  }
  if (isPermission(permission, meshRequestApprovePermission)) {
    return DENY;
  }
  if (isPermission(permission, meshRequestReadPermission)) {
    return whenRequest({
      anyOf: [
        requestRule('IS_REQUEST_OWNER', { claims }),
        requestRule('IS_REQUEST_REQUESTER', { claims }),
      ],
    });
  }
  if (
    isPermission(permission, meshRequestCreatePermission) ||
    isPermission(permission, meshRequestRetirePermission)
  ) {
    return whenRequest(requestRule('IS_REQUEST_OWNER', { claims }));
  }
  return ALLOW;
}

function namespaceRule(rule: string, params: Record<string, string[]>) {
  return { rule, resourceType: RESOURCE_TYPE_MESH_NAMESPACE, params };
}

function requestRule(rule: string, params: Record<string, string[]>) {
  return { rule, resourceType: RESOURCE_TYPE_MESH_REQUEST, params };
}

type Conditions = Extract<
  PolicyDecision,
  { result: AuthorizeResult.CONDITIONAL }
>['conditions'];

function whenNamespace(conditions: Conditions): PolicyDecision {
  return when(RESOURCE_TYPE_MESH_NAMESPACE, conditions);
}

function whenRequest(conditions: Conditions): PolicyDecision {
  return when(RESOURCE_TYPE_MESH_REQUEST, conditions);
}

function when(resourceType: string, conditions: Conditions): PolicyDecision {
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'mesh',
    resourceType,
    conditions,
  };
}
