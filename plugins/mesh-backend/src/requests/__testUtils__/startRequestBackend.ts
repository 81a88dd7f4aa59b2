import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { notificationService } from '@backstage/plugin-notifications-node';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { DevCluster, startDevClusters } from '@meshport/dev-cluster';
import {
  RequestKind,
  meshRequestsExtensionPoint,
} from '@meshport/backstage-plugin-mesh-node';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import request from 'supertest';
import meshPlugin from '../..';
import { eventually } from '../../__testUtils__/devMesh';
import { people } from './people';

/** Decides for one user (entity reference, or `service`) and one permission. */
export type Decide = (user: string, permission: string) => PolicyDecision;

export const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
export const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/** A mesh backend over a dev cluster, its people and what leaves it. */
export interface RequestBackend {
  east: DevCluster;
  /** Every cluster by name. */
  clusters: Record<string, DevCluster>;
  /** The entities that the catalog holds; may be changed. */
  entities: Entity[];
  logs: string[];
  audits: { eventId: string; outcome: string; meta: any; error?: Error }[];
  notifications: any[];
  events: any[];
  port: number;
  call(
    method: 'get' | 'post',
    path: string,
    options?: { as?: string; via?: string; token?: string; body?: unknown },
  ): Promise<{ status: number; body: any; message: string }>;
  /** Has the alarm clock ring until a request has a status, or `check` passes. */
  until(id: string, status: string): Promise<any>;
  ring(task?: string): Promise<void>;
  /**
   * Waits until a cluster was read and judged. A plan that is made before is
   * judged anew later, and what is found then takes its approval away.
   */
  judged(cluster?: string): Promise<void>;
  /** For a second backend beside this one. */
  shared: Pick<RequestBackend, 'east'> & { kubeconfig: string };
  /** All text of all tables. */
  dump(): Promise<string>;
  invokeAction(
    name: string,
    input: object,
    as: string,
  ): Promise<{ output?: any; error?: Error }>;
  stop(): Promise<void>;
}

/** May read everything unless the test says otherwise. */
const BOB = 'user:default/bob';

/** The policy of most tests: platform approves egress gateways in bookinfo. */
export const PLATFORM_APPROVES = {
  name: 'platform-approves',
  kinds: ['egress-gateway', 'minting'],
  namespaces: ['bookinfo'],
  approval: 'required',
  approverGroups: ['platform'],
};

export async function startRequestBackend(
  options: {
    policies?: object[];
    config?: any;
    decide?: Decide;
    kinds?: RequestKind[];
    objects?: object[];
    /** Further CustomResourceDefinitions that the cluster serves. */
    definitions?: object[];
    /** Further clusters, by name: their objects, and more of their configuration. */
    others?: Record<string, { objects: object[]; config?: object }>;
    database?: any;
    /** Of cluster `east`, beside how it is reached. */
    clusterSettings?: object;
    /** Another backend, over whose clusters this one runs, too. */
    beside?: RequestBackend;
  } = {},
): Promise<RequestBackend> {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-requests-'));
  const { beside } = options;
  const kubeconfig = beside?.shared.kubeconfig ?? join(folder, 'kubeconfig');
  const dev = beside
    ? undefined
    : await startDevClusters({
        definitions: options.definitions,
        clusters: [
          {
            name: 'east',
            objects: [
              ...['bookinfo', 'shop', 'payments'].map(name => ({
                apiVersion: 'v1',
                kind: 'Namespace',
                metadata: {
                  name,
                  labels: {
                    'meshport.dev/owner':
                      name === 'payments' ? 'team-payments' : 'team-ratings',
                  },
                },
              })),
              ...(options.objects ?? []),
            ],
          },
          { name: 'gone' },
          ...Object.entries(options.others ?? {}).map(
            ([name, { objects }]) => ({ name, objects }),
          ),
        ],
        pods: { readyAfterMs: 1 },
      });
  await dev?.writeKubeconfig(kubeconfig);
  await dev?.clusters.gone.stop();
  const clusters = beside?.clusters ?? dev!.clusters;
  const { east } = clusters;

  const logs: string[] = [];
  const audits: RequestBackend['audits'] = [];
  const notifications: any[] = [];
  const events: any[] = [];
  const actions = new Map<string, any>();
  const entities = people();
  const decide = options.decide ?? (() => ALLOW);
  const scheduler = mockServices.scheduler.mock();
  const tasks = new Map<string, () => Promise<void>>();
  scheduler.scheduleTask.mockImplementation(async (task: any) => {
    tasks.set(task.id, task.fn);
  });
  const database = options.database ?? mockServices.database.factory();
  let client: any;

  const cluster = (name: string, context: string, more = {}) => ({
    name,
    kubeconfig: { file: kubeconfig, context },
    ...more,
  });
  const backend = await startTestBackend({
    features: [
      meshPlugin,
      database,
      scheduler.factory,
      catalogOf(entities),
      mockServices.rootConfig.factory({
        data: {
          permission: { enabled: true },
          ...options.config,
          mesh: {
            clusters: [
              cluster('east', 'east', options.clusterSettings),
              cluster('frozen', 'east', { readOnly: true }),
              cluster('gone', 'gone'),
              ...Object.entries(options.others ?? {}).map(
                ([name, { config }]) => cluster(name, name, config),
              ),
            ],
            ...options.config?.mesh,
            requests: {
              policies: options.policies ?? [PLATFORM_APPROVES],
              ...options.config?.mesh?.requests,
            },
          },
        },
      }),
      createBackendModule({
        pluginId: 'mesh',
        moduleId: 'test-kinds',
        register: env =>
          env.registerInit({
            deps: {
              requests: meshRequestsExtensionPoint,
              db: coreServices.database,
            },
            init: async ({ requests, db }) => {
              client = await db.getClient();
              options.kinds?.forEach(kind => requests.addKind(kind));
            },
          }),
      }),
      createServiceFactory({
        service: notificationService,
        deps: {},
        factory: () => ({
          send: async (sent: any) => {
            notifications.push(sent);
          },
        }),
      }),
      createServiceFactory({
        service: eventsServiceRef,
        deps: {},
        factory: () => ({
          publish: async (event: any) => {
            events.push(event);
          },
          subscribe: async () => {},
        }),
      }),
      createServiceFactory({
        service: actionsRegistryServiceRef,
        deps: {},
        factory: () => ({
          register: (action: any) => {
            actions.set(action.name, action);
          },
        }),
      }),
      permissionsBy(decide),
      capturingLogger(logs),
      capturingAuditor(audits),
    ],
  });

  const ring = async (task = 'mesh-requests') => {
    await tasks.get(task)!();
  };
  const call: RequestBackend['call'] = async (method, path, how = {}) => {
    const token =
      how.token ??
      mockCredentials.user.token(
        how.as ?? 'user:default/ann',
        how.via ? { actor: { subject: how.via } } : undefined,
      );
    const sent = request(backend.server)
      [method](`/api/mesh${path}`)
      .set('Authorization', `Bearer ${token}`);
    const response = await (method === 'post'
      ? sent
          .set('Content-Type', 'application/json')
          .send((how.body ?? {}) as object)
      : sent);
    return {
      status: response.status,
      body: response.body,
      message: response.body?.error?.message ?? '',
    };
  };
  return {
    east,
    clusters,
    shared: { east, kubeconfig },
    entities,
    logs,
    audits,
    notifications,
    events,
    port: backend.server.port() as number,
    call,
    ring,
    judged: (name = 'east') =>
      eventually(async () => {
        const { body } = await call('get', '/findings', { as: BOB });
        const unread = [...body.clusters, ...body.notJudged].filter(
          one =>
            (one.name === name && one.state !== 'fresh') ||
            (one.cluster === name && one.codes.includes('*')),
        );
        if (unread.length > 0) {
          throw new Error(JSON.stringify(unread));
        }
      }, 60_000),
    async until(id, status) {
      const deadline = Date.now() + 40_000;
      for (;;) {
        const { body } = await call('get', `/requests/${id}`, {
          as: BOB,
        });
        if (body.status === status) {
          return body;
        }
        if (Date.now() > deadline) {
          throw new Error(
            `the request is ${body.status}, not ${status}: ${JSON.stringify(
              body.problem ?? body.progress ?? body.error,
            )}`,
          );
        }
        // What waits is looked at again without waiting.
        await client('mesh_requests')
          .where({ id })
          .update({ next_attempt_at: 0 });
        await ring();
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    },
    async dump() {
      const isSqlite = client.client.config.client.includes('sqlite');
      const named = await (isSqlite
        ? client('sqlite_master').where({ type: 'table' })
        : client('information_schema.tables').where({
            table_schema: client.raw('current_schema()'),
          }));
      const tables: string[] = named
        .map((row: any) => row.name ?? row.table_name)
        .filter((name: string) => name.startsWith('mesh_'));
      const rows = await Promise.all(tables.map(table => client(table)));
      return JSON.stringify(rows);
    },
    async invokeAction(name, input, as) {
      const action = actions.get(name);
      if (!action) {
        return { error: new Error(`no action ${name}`) };
      }
      try {
        return await action.action({
          input,
          credentials: mockCredentials.user(as, {
            actor: { subject: 'plugin:mcp-actions' },
          }),
          logger: mockServices.logger.mock(),
        });
      } catch (error) {
        return { error: error as Error };
      }
    },
    async stop() {
      await backend.stop();
      await dev?.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A catalog whose entities may be changed while it is asked. */
function catalogOf(entities: Entity[]) {
  return catalogServiceMock.mock({
    getEntities: async query => {
      const filters: any[] = [query?.filter ?? []].flat();
      const kinds = filters.flatMap(({ kind = [] }) => kind);
      return {
        items: entities.filter(({ kind }) =>
          kinds.includes(kind.toLowerCase()),
        ),
      };
    },
    getEntityByRef: async ref =>
      entities.find(
        one =>
          stringifyEntityRef(one) ===
          (typeof ref === 'string' ? ref : stringifyEntityRef(ref)),
      ),
    getEntitiesByRefs: async ({ entityRefs }) => ({
      items: entityRefs.map(ref =>
        entities.find(one => stringifyEntityRef(one) === ref),
      ),
    }),
  }).factory;
}

function permissionsBy(decide: Decide) {
  const decideAll = (queries: any[], credentials: any) => {
    const { type, userEntityRef } = credentials.principal;
    return queries.map(({ permission }) =>
      type === 'user' ? decide(userEntityRef, permission.name) : ALLOW,
    );
  };
  return createServiceFactory({
    service: coreServices.permissions,
    deps: {},
    factory: () => ({
      authorize: async (queries: any, { credentials }: any) =>
        decideAll(queries, credentials) as any,
      authorizeConditional: async (queries: any, { credentials }: any) =>
        decideAll(queries, credentials),
    }),
  });
}

function capturingLogger(logs: string[]) {
  return createServiceFactory({
    service: coreServices.rootLogger,
    deps: {},
    factory: () => {
      const write = (message: string, meta?: any) => {
        logs.push(
          `${message} ${JSON.stringify(meta ?? {})} ${meta?.stack ?? ''}`,
        );
      };
      const logger = {
        debug: write,
        info: write,
        warn: write,
        error: write,
        child: () => logger,
      };
      return logger;
    },
  });
}

function capturingAuditor(audits: RequestBackend['audits']) {
  return createServiceFactory({
    service: coreServices.auditor,
    deps: {},
    factory: () => ({
      createEvent: async ({ eventId, meta }: any) => {
        const finish =
          (outcome: string) =>
          async (result?: { meta?: any; error?: Error }) => {
            audits.push({
              eventId,
              outcome,
              meta: { ...meta, ...result?.meta },
              error: result?.error,
            });
          };
        return { success: finish('success'), fail: finish('fail') };
      },
    }),
  });
}

/** A body of `POST /requests` for an egress gateway. */
export function egressRequest(gateway: object = {}, more: object = {}) {
  return {
    kind: 'egress-gateway',
    parameters: {
      cluster: 'east',
      gateway: {
        name: 'httpbin-out',
        namespace: 'bookinfo',
        host: 'httpbin.org',
        component: 'ratings',
        owner: 'team-ratings',
        ...gateway,
      },
    },
    ...more,
  };
}
