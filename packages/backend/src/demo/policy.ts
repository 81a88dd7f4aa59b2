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
  meshNamespaceApplyPermission,
  meshNamespaceReadPermission,
  RESOURCE_TYPE_MESH_NAMESPACE,
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

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * What the three personas may do. Platform engineers may do everything,
 * security reviewers read everything and write nothing into the mesh, everyone
 * else reads the open namespaces and those of their own groups, and writes to
 * those of their own groups.
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
    if (KEPT_FOR_PLATFORM.includes(permission.name)) {
      return DENY;
    }
    return claims.includes(SECURITY_GROUP)
      ? decideForReviewer(permission)
      : decideForDeveloper(permission, claims);
  }
}

function decideForReviewer(permission: Permission): PolicyDecision {
  return isPermission(permission, meshNamespaceApplyPermission) ? DENY : ALLOW;
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
  if (isPermission(permission, meshNamespaceApplyPermission)) {
    return whenNamespace(namespaceRule('IS_NAMESPACE_OWNER', { claims }));
  }
  return ALLOW;
}

function namespaceRule(rule: string, params: Record<string, string[]>) {
  return { rule, resourceType: RESOURCE_TYPE_MESH_NAMESPACE, params };
}

function whenNamespace(
  conditions: Extract<
    PolicyDecision,
    { result: AuthorizeResult.CONDITIONAL }
  >['conditions'],
): PolicyDecision {
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'mesh',
    resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
    conditions,
  };
}
