import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { createBackend } from '@backstage/backend-defaults';
import {
  AuthorizeResult,
  isPermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  createMeshClusterConditionalDecision,
  createMeshNamespaceConditionalDecision,
  meshClusterConditions,
  meshNamespaceConditions,
} from '@meshport/backstage-plugin-mesh-backend';
import {
  meshClusterReadPermission,
  meshNamespaceReadPermission,
} from '@meshport/backstage-plugin-mesh-common';
import PromiseRouter from 'express-promise-router';
import { monitorEventLoopDelay } from 'perf_hooks';
import { serve } from './serve';

/** The body of the floor's answer: as long as the answer it is compared with. */
let floorBody = '{}';
const delay = monitorEventLoopDelay({ resolution: 10 });

/** Every decision on meshes is conditional, as it is where teams share a portal. */
const policy = createBackendModule({
  pluginId: 'permission',
  moduleId: 'benchmark-policy',
  register(env) {
    env.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy: point }) {
        point.setPolicy({
          async handle({ permission }): Promise<PolicyDecision> {
            if (isPermission(permission, meshClusterReadPermission)) {
              return createMeshClusterConditionalDecision(permission, {
                not: meshClusterConditions.isCluster({ names: ['secret'] }),
              });
            }
            if (isPermission(permission, meshNamespaceReadPermission)) {
              return createMeshNamespaceConditionalDecision(permission, {
                not: meshNamespaceConditions.isNamespace({
                  names: ['vault'],
                }),
              });
            }
            return { result: AuthorizeResult.ALLOW };
          },
        });
      },
    });
  },
});

/**
 * The least that an answer for this user can cost: who is it, what may they
 * see, and the bytes.
 */
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
          const decisions = await permissions.authorizeConditional(
            [
              { permission: meshClusterReadPermission },
              { permission: meshNamespaceReadPermission },
            ],
            { credentials },
          );
          if (
            decisions.some(
              ({ result }) => result !== AuthorizeResult.CONDITIONAL,
            )
          ) {
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
  backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
  backend.add(import('@backstage/plugin-catalog-backend'));
  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(import('@backstage/plugin-kubernetes-backend'));
  backend.add(import('@meshport/backstage-plugin-mesh-backend'));
  backend.add(policy);
  backend.add(floor);
  await backend.start();
}
const started = start();

const program = {
  async ready() {
    await started;
  },
  async setFloorBody(body: string) {
    floorBody = body;
  },
  /** Collects garbage now, so that nobody does it for another. */
  async collect() {
    if (!global.gc) {
      throw new Error('run node with --expose-gc');
    }
    global.gc();
  },
  /** User and system time of this process so far, in milliseconds. */
  async cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  /** Resident memory in megabytes. */
  async residentMB() {
    return process.memoryUsage().rss / 1e6;
  },
  /** Begins to measure how late the event loop is. */
  async watchDelay() {
    delay.reset();
    delay.enable();
  },
  /** Delays since `watchDelay`, in milliseconds; they include the 10 ms between two samples. */
  async takeDelay() {
    delay.disable();
    const ms = (nanoseconds: number) => nanoseconds / 1e6;
    return {
      p50: ms(delay.percentile(50)),
      p99: ms(delay.percentile(99)),
      max: ms(delay.max),
    };
  },
};

/** A Backstage backend with our plugin, its peer and a floor. */
export type PortalProgram = typeof program;

serve(program);
