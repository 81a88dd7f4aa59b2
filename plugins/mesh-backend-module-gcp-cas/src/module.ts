import { createBackendModule } from '@backstage/backend-plugin-api';
import { meshCaProviderExtensionPoint } from '@meshport/backstage-plugin-mesh-node';
import { gcpCasProviders } from './gcpCasProviders';

/**
 * Adds the provider `gcp-cas` to the mesh backend.
 *
 * @public
 */
export const meshModuleGcpCas = createBackendModule({
  pluginId: 'mesh',
  moduleId: 'gcp-cas',
  register(env) {
    env.registerInit({
      deps: {
        providers: meshCaProviderExtensionPoint,
      },
      async init({ providers }) {
        providers.addProvider(gcpCasProviders());
      },
    });
  },
});
