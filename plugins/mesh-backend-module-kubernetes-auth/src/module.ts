import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { meshAuthStrategyExtensionPoint } from '@meshport/backstage-plugin-mesh-node';
import { kubernetesStrategies } from './kubernetesStrategies';

/**
 * Adds the strategies `aws`, `azure` and `googleServiceAccount` of the
 * kubernetes plugin to the mesh backend.
 *
 * @public
 */
export const meshModuleKubernetesAuth = createBackendModule({
  pluginId: 'mesh',
  moduleId: 'kubernetes-auth',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        strategies: meshAuthStrategyExtensionPoint,
      },
      async init({ config, logger, strategies }) {
        const offered = kubernetesStrategies({ config, logger });
        for (const { name, strategy, audienceBound } of offered) {
          strategies.addStrategy(name, strategy, { audienceBound });
        }
      },
    });
  },
});
