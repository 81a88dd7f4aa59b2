import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createCertificateAuthorityIssueAction } from './actions/certificateAuthorityIssue';
import { createEgressGatewayAddUpstreamAction } from './actions/egressGatewayAddUpstream';
import { createEgressGatewayApplyAction } from './actions/egressGatewayApply';
import { createEgressGatewayGenerateAction } from './actions/egressGatewayGenerate';
import { createEgressGatewayRemoveAction } from './actions/egressGatewayRemove';
import { createEgressGatewayTakeOverAction } from './actions/egressGatewayTakeOver';
import { createEgressGatewayTestAction } from './actions/egressGatewayTest';
import { createFindingsCheckAction } from './actions/findingsCheck';
import { createManifestsApplyAction } from './actions/manifestsApply';
import { withPlainErrors } from './actions/plainErrors';
import { createRemoteClusterJoinAction } from './actions/remoteClusterJoin';
import { createRemoteClusterLeaveAction } from './actions/remoteClusterLeave';
import { createRequestCreateAction } from './actions/requestCreate';
import { createVirtualMachineGenerateAction } from './actions/virtualMachineGenerate';
import { createVirtualMachineRequestAction } from './actions/virtualMachineRequest';

/**
 * Adds the actions `mesh:certificateAuthority:issue`, `mesh:egressGateway:addUpstream`, `:apply`, `:generate`,
 * `:remove`, `:takeOver` and `:test`, `mesh:manifests:apply`,
 * `mesh:findings:check`, `mesh:remoteCluster:join` and `:leave`, `mesh:request:create`, `mesh:virtualMachine:generate`
 * and `:request` to the scaffolder.
 *
 * @public
 */
export const scaffolderModuleMesh = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'mesh',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, config, discovery }) {
        const appUrl = config.getOptionalString('app.baseUrl') ?? '';
        actions.addActions(
          withPlainErrors(
            createCertificateAuthorityIssueAction({ auth, discovery, appUrl }),
          ),
          withPlainErrors(createEgressGatewayGenerateAction()),
          withPlainErrors(createEgressGatewayApplyAction({ auth, discovery })),
          withPlainErrors(
            createEgressGatewayAddUpstreamAction({ auth, discovery }),
          ),
          withPlainErrors(createEgressGatewayRemoveAction({ auth, discovery })),
          withPlainErrors(createEgressGatewayTestAction({ auth, discovery })),
          withPlainErrors(createEgressGatewayTakeOverAction()),
          withPlainErrors(createManifestsApplyAction({ auth, discovery })),
          withPlainErrors(createFindingsCheckAction({ auth, discovery })),
          withPlainErrors(
            createRequestCreateAction({ auth, discovery, appUrl }),
          ),
          withPlainErrors(
            createRemoteClusterJoinAction({ auth, discovery, appUrl }),
          ),
          withPlainErrors(
            createRemoteClusterLeaveAction({ auth, discovery, appUrl }),
          ),
          withPlainErrors(createVirtualMachineGenerateAction()),
          withPlainErrors(
            createVirtualMachineRequestAction({ auth, discovery, appUrl }),
          ),
        );
      },
    });
  },
});
