import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { createBackend } from '@backstage/backend-defaults';
import { InputError } from '@backstage/errors';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import {
  AuthorizeResult,
  isPermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  createMeshRequestConditionalDecision,
  meshRequestConditions,
} from '@meshport/backstage-plugin-mesh-backend';
import { meshRequestReadPermission } from '@meshport/backstage-plugin-mesh-common';
import PromiseRouter from 'express-promise-router';
import { serve } from '../processes/serve';
import { groupOf, PEOPLE, Person, userOf } from './people';

/** The body of the floor's answer: as long as the answer it is compared with. */
let floorBody = '{}';

/** What each may see is a condition, as the demo's policy has it for developers. */
const policy = createBackendModule({
  pluginId: 'permission',
  moduleId: 'benchmark-policy',
  register(env) {
    env.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy: point }) {
        point.setPolicy({
          async handle({ permission }, user): Promise<PolicyDecision> {
            if (!isPermission(permission, meshRequestReadPermission)) {
              return { result: AuthorizeResult.ALLOW };
            }
            if (user?.info.userEntityRef === userOf('engineer')) {
              return createMeshRequestConditionalDecision(permission, {
                not: meshRequestConditions.isRequestKind({ kinds: ['vault'] }),
              });
            }
            const claims = [userOf('developer'), groupOf('developer')];
            return createMeshRequestConditionalDecision(permission, {
              anyOf: [
                meshRequestConditions.isRequestOwner({ claims }),
                meshRequestConditions.isRequestRequester({ claims }),
              ],
            });
          },
        });
      },
    });
  },
});

/** Signs in whom the header `x-person` names. */
const signIn = createBackendModule({
  pluginId: 'auth',
  moduleId: 'benchmark-people',
  register(env) {
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'people',
          factory: createProxyAuthProviderFactory({
            authenticator: createProxyAuthenticator({
              async defaultProfileTransform() {
                return { profile: {} };
              },
              initialize() {},
              async authenticate({ req }) {
                const person = req.get('x-person') ?? '';
                if (!Object.hasOwn(PEOPLE, person)) {
                  throw new InputError(
                    'x-person: there is nobody of that name',
                  );
                }
                return { result: { person: person as Person } };
              },
            }),
            signInResolver: ({ result }, context) =>
              context.signInWithCatalogUser({
                entityRef: userOf(result.person),
              }),
          }),
        });
      },
    });
  },
});

/** The least that an answer for this user can cost: who is it, what may they see, and the bytes. */
const floor = createBackendPlugin({
  pluginId: 'floor',
  register(env) {
    env.registerInit({
      deps: {
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
      },
      async init({ httpAuth, httpRouter, permissions }) {
        const router = PromiseRouter();
        router.get('/answer', async (req, res) => {
          const credentials = await httpAuth.credentials(req, {
            allow: ['user'],
          });
          const [{ result }] = await permissions.authorizeConditional(
            [{ permission: meshRequestReadPermission }],
            { credentials },
          );
          if (result !== AuthorizeResult.CONDITIONAL) {
            throw new Error('the policy of this benchmark is conditional');
          }
          res.type('json').send(floorBody);
        });
        httpRouter.use(router);
      },
    });
  },
});

async function start() {
  const backend = createBackend();
  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(import('@backstage/plugin-catalog-backend'));
  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(import('@meshport/backstage-plugin-mesh-backend'));
  backend.add(signIn);
  backend.add(policy);
  backend.add(floor);
  await backend.start();
}
const started = start();

const program = {
  async ready() {
    await started;
  },
  /** User and system time of this process so far, in milliseconds. */
  async cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  async setFloorBody(body: string) {
    floorBody = body;
  },
};

/** A portal whose people may see requests by conditions. */
export type RequestsPortalProgram = typeof program;

serve(program);
