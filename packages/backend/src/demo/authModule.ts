import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { LOOPBACK_HOSTS, refuseForeignOrigin } from './originGuard';
import { findPersona, Persona, readPersonas } from './personas';

function createPersonaAuthenticator(personas: Persona[]) {
  return createProxyAuthenticator({
    async defaultProfileTransform({ persona }: { persona: Persona }) {
      return { profile: { displayName: persona.name } };
    },
    initialize({ config }: { config: Config }) {
      return {
        hosts: config.getOptionalStringArray('hosts') ?? LOOPBACK_HOSTS,
        allowRemote: config.getOptionalBoolean('allowRemote') ?? false,
      };
    },
    async authenticate({ req }, guard) {
      refuseForeignOrigin(req, guard);
      const persona = findPersona(personas, req.get('x-meshport-persona'));
      return { result: { persona } };
    },
  });
}

/**
 * Signs in without a password as one of the personas of `app.demo.personas`:
 * `GET /api/auth/demo/refresh` with the header `X-Meshport-Persona`.
 */
export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'demo-provider',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        providers: authProvidersExtensionPoint,
      },
      async init({ config, providers }) {
        providers.registerProvider({
          providerId: 'demo',
          factory: createProxyAuthProviderFactory({
            authenticator: createPersonaAuthenticator(readPersonas(config)),
            signInResolver: ({ result }, context) =>
              context.signInWithCatalogUser({
                entityRef: result.persona.user,
              }),
          }),
        });
      },
    });
  },
});
