import {
  AuthService,
  BackendFeature,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import meshPlugin from '@meshport/backstage-plugin-mesh-backend';
import { JsonObject } from '@backstage/types';
import { DevCluster, startDevClusters } from '@meshport/dev-cluster';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** A mesh backend over a dev cluster, with what an action needs to call it. */
export interface Mesh {
  east: DevCluster;
  services: { auth: AuthService; discovery: DiscoveryService };
  server: Awaited<ReturnType<typeof startTestBackend>>['server'];
  /** An empty folder. */
  workspace(): string;
  stop(): Promise<void>;
}

/** The person who runs the actions, and the component that they are about. */
export const people: NonNullable<
  Parameters<typeof catalogServiceMock.factory>[0]
>['entities'] = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: 'mock', namespace: 'default' },
    spec: {},
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'ratings', namespace: 'default' },
    spec: { type: 'service', lifecycle: 'production', owner: 'team-ratings' },
  },
];

/** Starts the mesh plugin with the cluster `east`, where everybody may write. */
export async function startMesh(
  options: {
    features?: BackendFeature[];
    entities?: NonNullable<
      Parameters<typeof catalogServiceMock.factory>[0]
    >['entities'];
    /** Further CustomResourceDefinitions that the cluster serves. */
    definitions?: object[];
    /** How long simulated pods take to become ready. */
    readyAfterMs?: number;
    /** More of `mesh`. */
    config?: JsonObject;
  } = {},
): Promise<Mesh> {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-actions-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const dev = await startDevClusters({
    pods: { readyAfterMs: options.readyAfterMs },
    definitions: options.definitions,
    clusters: [
      {
        name: 'east',
        objects: ['bookinfo', 'checkout'].map(name => ({
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name },
        })),
      },
    ],
  });
  await dev.writeKubeconfig(kubeconfig);
  const backend = await startTestBackend({
    features: [
      meshPlugin,
      // The mock's tasks run once only; requests are looked after again and again.
      schedulerServiceFactory,
      catalogServiceMock.factory({ entities: options.entities ?? people }),
      mockServices.rootConfig.factory({
        data: {
          mesh: {
            clusters: [{ name: 'east', kubeconfig: { file: kubeconfig } }],
            dangerouslyAllowWritesWithoutPermissions: true,
            ...options.config,
          },
        },
      }),
      ...(options.features ?? []),
    ],
  });
  return {
    east: dev.clusters.east,
    services: {
      auth: mockServices.auth({
        pluginId: 'scaffolder',
        disableDefaultAuthPolicy: false,
      }),
      discovery: {
        getBaseUrl: async id =>
          `http://localhost:${backend.server.port()}/api/${id}`,
        getExternalBaseUrl: async id =>
          `http://localhost:${backend.server.port()}/api/${id}`,
      },
    },
    server: backend.server,
    workspace: () => mkdtempSync(join(folder, 'workspace-')),
    async stop() {
      await backend.stop();
      await dev.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
