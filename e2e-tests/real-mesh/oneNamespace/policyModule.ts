import { createBackendModule } from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { PermissionPolicy } from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { RESOURCE_TYPE_MESH_NAMESPACE } from '@meshport/backstage-plugin-mesh-common';
import { COMPONENT } from '../situation';

const DEVELOPERS = 'group:default/team-ratings';

/** Lets developers read the namespace of one component, and everybody else everything. */
const policy: PermissionPolicy = {
  async handle({ permission }, user) {
    if (!user) {
      return { result: AuthorizeResult.DENY };
    }
    const isLimited =
      'resourceType' in permission &&
      permission.resourceType === RESOURCE_TYPE_MESH_NAMESPACE &&
      user.info.ownershipEntityRefs.includes(DEVELOPERS);
    return isLimited
      ? {
          result: AuthorizeResult.CONDITIONAL,
          pluginId: 'mesh',
          resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
          conditions: {
            rule: 'IS_NAMESPACE',
            resourceType: RESOURCE_TYPE_MESH_NAMESPACE,
            params: { names: [COMPONENT.namespace] },
          },
        }
      : { result: AuthorizeResult.ALLOW };
  },
};

export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'one-namespace-policy',
  register(env) {
    env.registerInit({
      deps: { policies: policyExtensionPoint },
      async init({ policies }) {
        policies.setPolicy(policy);
      },
    });
  },
});
