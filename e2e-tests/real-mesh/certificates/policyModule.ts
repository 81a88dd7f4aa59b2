import { createBackendModule } from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { PermissionPolicy } from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';

const PLATFORM = 'group:default/team-platform';

/** Platform engineers ask for authorities; everybody may do everything else. */
const policy: PermissionPolicy = {
  async handle({ permission }, user) {
    const isAllowed =
      user &&
      (!permission.name.startsWith('mesh.certificateAuthority') ||
        user.info.ownershipEntityRefs.includes(PLATFORM));
    return { result: isAllowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY };
  },
};

export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'certificate-authorities-policy',
  register(env) {
    env.registerInit({
      deps: { policies: policyExtensionPoint },
      async init({ policies }) {
        policies.setPolicy(policy);
      },
    });
  },
});
