import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  DefinitivePolicyDecision,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { DevCluster, startDevClusters } from '@meshport/dev-cluster';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import request from 'supertest';
import meshPlugin from '../..';

/** The namespaces to which the user of the tests may apply; `nowhere` does not exist. */
export const OWN_NAMESPACES = ['bookinfo', 'shop', 'nowhere'];

const NAMESPACES = ['bookinfo', 'shop', 'payments', 'secret-plans'];

/** A mesh backend over dev clusters, as its callers see it. */
export interface WriteBackend {
  east: DevCluster;
  /** Everything that was logged, as text. */
  logs: string[];
  /** Every finished audit event. */
  audits: { eventId: string; outcome: string; meta: any; error?: Error }[];
  port: number;
  post(
    path: string,
    body: unknown,
    token?: string,
  ): Promise<{ status: number; body: any; message: string }>;
  get(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: any; message: string; headers: any }>;
  delete(
    path: string,
    token?: string,
  ): Promise<{ status: number; body: any; message: string }>;
  stop(): Promise<void>;
}

/**
 * Starts the mesh plugin with the clusters `east`, `frozen` (read-only) and
 * `gone` (down). The user may read all namespaces but `secret-plans`, and
 * apply to `OWN_NAMESPACES`.
 */
export async function startWriteBackend(
  options: { config?: object; objects?: object[] } = {},
): Promise<WriteBackend> {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-write-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const namespaces = NAMESPACES.map(name => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  }));
  const dev = await startDevClusters({
    clusters: [
      { name: 'east', objects: [...namespaces, ...(options.objects ?? [])] },
      { name: 'gone' },
    ],
  });
  await dev.writeKubeconfig(kubeconfig);
  await dev.clusters.gone.stop();

  const cluster = (name: string, context: string, more = {}) => ({
    name,
    kubeconfig: { file: kubeconfig, context },
    ...more,
  });
  const logs: string[] = [];
  const audits: WriteBackend['audits'] = [];
  const backend = await startTestBackend({
    features: [
      meshPlugin,
      catalogServiceMock.factory(),
      mockServices.rootConfig.factory({
        data: {
          permission: { enabled: true },
          ...options.config,
          mesh: {
            clusters: [
              cluster('east', 'east'),
              cluster('frozen', 'east', { readOnly: true }),
              cluster('gone', 'gone'),
            ],
            ...(options.config as any)?.mesh,
          },
        },
      }),
      capturingLogger(logs),
      capturingAuditor(audits),
      permissionsOfTheUser(),
    ],
  });
  return {
    east: dev.clusters.east,
    logs,
    audits,
    port: backend.server.port(),
    async post(path, body, token = mockCredentials.user.token()) {
      const response = await request(backend.server)
        .post(`/api/mesh${path}`)
        .set('Authorization', `Bearer ${token}`)
        .set('Content-Type', 'application/json')
        .send(body as object);
      return {
        status: response.status,
        body: response.body,
        message: response.body.error?.message ?? '',
      };
    },
    async get(path, headers = {}) {
      const response = await request(backend.server)
        .get(`/api/mesh${path}`)
        .set('Authorization', `Bearer ${mockCredentials.user.token()}`)
        .set(headers);
      return {
        status: response.status,
        body: response.body,
        message: response.body.error?.message ?? '',
        headers: response.headers,
      };
    },
    async delete(path, token = mockCredentials.user.token()) {
      const response = await request(backend.server)
        .delete(`/api/mesh${path}`)
        .set('Authorization', `Bearer ${token}`);
      return {
        status: response.status,
        body: response.body,
        message: response.body.error?.message ?? '',
      };
    },
    async stop() {
      await backend.stop();
      await dev.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function permissionsOfTheUser() {
  return createServiceFactory({
    service: coreServices.permissions,
    deps: {},
    factory: () => ({
      authorize: async requests =>
        requests.map(
          (): DefinitivePolicyDecision => ({ result: AuthorizeResult.ALLOW }),
        ),
      authorizeConditional: async queries =>
        queries.map(({ permission }): PolicyDecision => {
          if (permission.name === 'mesh.cluster.read') {
            return { result: AuthorizeResult.ALLOW };
          }
          if (permission.name === 'mesh.credential.use') {
            return {
              result: AuthorizeResult.CONDITIONAL,
              pluginId: 'mesh',
              resourceType: 'mesh-credential',
              conditions: {
                rule: 'IS_CREDENTIAL',
                resourceType: 'mesh-credential',
                params: { names: ['bookinfo/*'] },
              },
            };
          }
          const names =
            permission.name !== 'mesh.namespace.read'
              ? OWN_NAMESPACES
              : [...OWN_NAMESPACES, 'payments'];
          return {
            result: AuthorizeResult.CONDITIONAL,
            pluginId: 'mesh',
            resourceType: 'mesh-namespace',
            conditions: {
              rule: 'IS_NAMESPACE',
              resourceType: 'mesh-namespace',
              params: { names },
            },
          };
        }),
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

function capturingAuditor(audits: WriteBackend['audits']) {
  return createServiceFactory({
    service: coreServices.auditor,
    deps: {},
    factory: () => ({
      createEvent: async ({ eventId, meta }) => {
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
