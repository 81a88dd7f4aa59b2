import { createBackendModule } from '@backstage/backend-plugin-api';
import { meshCaProviderExtensionPoint } from '@meshport/backstage-plugin-mesh-node';
import { awsPcaFactory } from './awsPcaFactory';

/**
 * Adds authorities of AWS Private CA (`provider: aws-pca`) to the mesh backend.
 *
 * @public
 */
export const meshModuleAwsPca = createBackendModule({
  pluginId: 'mesh',
  moduleId: 'aws-pca',
  register(env) {
    env.registerInit({
      deps: { providers: meshCaProviderExtensionPoint },
      async init({ providers }) {
        providers.addProvider(awsPcaFactory());
      },
    });
  },
});
