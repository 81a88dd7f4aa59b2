import {
  BackendFeature,
  BackstageCredentials,
  BackstageUserPrincipal,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  isPermission,
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  meshClusterReadPermission,
  meshNamespaceReadPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import request from 'supertest';
import meshPlugin from '..';
import {
  createMeshClusterConditionalDecision,
  createMeshNamespaceConditionalDecision,
  meshClusterConditions,
  meshNamespaceConditions,
} from '../permissions';
import { DevMesh } from './devMesh';

/** People of the tests. */
export const PLATFORM = 'user:default/platform';
/** Owns what `group:default/team-shop` owns; reads nothing else. */
export const SHOPKEEPER = 'user:default/shopkeeper';
/** Reads cluster west only. */
export const WESTERNER = 'user:default/westerner';
/** May read clusters and no namespace. */
export const NEWCOMER = 'user:default/newcomer';
export const STRANGER = 'user:default/stranger';

/** What the portal's policy decides for a person. */
function decide(permission: Permission, who: string): PolicyDecision {
  const allow = { result: AuthorizeResult.ALLOW } as const;
  const deny = { result: AuthorizeResult.DENY } as const;
  if (who === PLATFORM) {
    return allow;
  }
  if (isPermission(permission, meshClusterReadPermission)) {
    if (who === WESTERNER) {
      return createMeshClusterConditionalDecision(
        permission,
        meshClusterConditions.isCluster({ names: ['west'] }),
      );
    }
    return who === STRANGER ? deny : allow;
  }
  if (isPermission(permission, meshNamespaceReadPermission)) {
    if (who === SHOPKEEPER) {
      return createMeshNamespaceConditionalDecision(
        permission,
        meshNamespaceConditions.isNamespaceOwner({
          claims: [SHOPKEEPER, 'group:default/team-shop'],
        }),
      );
    }
    return who === WESTERNER ? allow : deny;
  }
  return deny;
}

/** The mesh backend with a permission policy. */
export class ReadBackend {
  readonly audits: { eventId: string; outcome: string; meta: any }[] = [];
  /** The permissions of each question to the permission service. */
  readonly asked: string[][] = [];
  /** What was sent to open pages, and to whom. */
  readonly signals: { recipients: any; channel: string; message: any }[] = [];
  #backend!: TestBackend;

  static async start(options: {
    mesh: DevMesh;
    clusters: object[];
    entities: Entity[];
    features?: BackendFeature[];
    /** `mesh.findings`. */
    findings?: object;
    /** More of `mesh`. */
    settings?: object;
    /** `mesh.certificateAuthorities`. */
    certificateAuthorities?: object[];
  }): Promise<ReadBackend> {
    const started = new ReadBackend();
    started.#backend = await startTestBackend({
      features: [
        meshPlugin,
        started.#permissions(),
        started.#signalsService(),
        ...(options.features ?? []),
        catalogServiceMock.factory({ entities: options.entities }),
        mockServices.rootConfig.factory({
          data: {
            permission: { enabled: true },
            mesh: {
              clusters: options.clusters,
              ...options.settings,
              ...(options.findings ? { findings: options.findings } : {}),
              ...(options.certificateAuthorities
                ? { certificateAuthorities: options.certificateAuthorities }
                : {}),
            },
          },
        }),
        started.#auditor(),
      ],
    });
    return started;
  }

  /** Backstage's permission service, with the policy in the same process. */
  #permissions() {
    const personOf = (credentials: BackstageCredentials) =>
      (credentials.principal as BackstageUserPrincipal).userEntityRef;
    return createServiceFactory({
      service: coreServices.permissions,
      deps: {},
      factory: () => ({
        // Nothing here asks for a definite decision.
        authorize: async requests =>
          requests.map(() => ({ result: AuthorizeResult.DENY } as const)),
        authorizeConditional: async (queries, { credentials }) => {
          this.asked.push(queries.map(({ permission }) => permission.name));
          return queries.map(({ permission }) =>
            decide(permission, personOf(credentials as BackstageCredentials)),
          );
        },
      }),
    });
  }

  #signalsService() {
    return createServiceFactory({
      service: signalsServiceRef,
      deps: {},
      factory: () => ({
        publish: async (signal: any) => {
          this.signals.push(signal);
        },
      }),
    });
  }

  #auditor() {
    return createServiceFactory({
      service: coreServices.auditor,
      deps: {},
      factory: () => ({
        createEvent: async ({ eventId, meta }) => ({
          success: async () => {
            this.audits.push({ eventId, meta, outcome: 'succeeded' });
          },
          fail: async () => {
            this.audits.push({ eventId, meta, outcome: 'failed' });
          },
        }),
      }),
    });
  }

  /** Asks as a person. */
  async get(
    path: string,
    user: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: any; headers: any }> {
    return request(this.#backend.server)
      .get(`/api/mesh${path}`)
      .set('Authorization', mockCredentials.user.header(user))
      .set(headers);
  }

  /** Sends a body as a person; a text goes as it is. */
  async post(
    path: string,
    user: string,
    body: object | string,
  ): Promise<{ status: number; body: any }> {
    return request(this.#backend.server)
      .post(`/api/mesh${path}`)
      .set('Authorization', mockCredentials.user.header(user))
      .set('Content-Type', 'application/json')
      .send(body);
  }

  async stop(): Promise<void> {
    await this.#backend.stop();
  }
}
