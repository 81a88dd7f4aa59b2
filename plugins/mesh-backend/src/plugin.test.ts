import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  meshAuthStrategyExtensionPoint,
  MeshClusterDetails,
  meshClusterSupplierExtensionPoint,
} from '@meshport/backstage-plugin-mesh-node';
import request from 'supertest';
import meshPlugin from '.';
import { eventually } from './__testUtils__/devMesh';

jest.setTimeout(60_000);

const kubeconfig = { file: '/no/such/kubeconfig' };

function supplierOf(...clusters: MeshClusterDetails[]) {
  return createBackendModule({
    pluginId: 'mesh',
    moduleId: `supplier-${clusters[0].name}`,
    register: env =>
      env.registerInit({
        deps: { suppliers: meshClusterSupplierExtensionPoint },
        init: async ({ suppliers }) =>
          suppliers.addSupplier({ getClusters: async () => clusters }),
      }),
  });
}

function start(mesh: object, ...modules: ReturnType<typeof supplierOf>[]) {
  return startTestBackend({
    features: [
      meshPlugin,
      catalogServiceMock.factory(),
      mockServices.rootConfig.factory({ data: { mesh } }),
      ...modules,
    ],
  });
}

describe('meshPlugin', () => {
  it('takes clusters from configuration and from several suppliers, and starts though none can be reached', async () => {
    const backend = await start(
      { clusters: [{ name: 'east', kubeconfig }] },
      supplierOf({ name: 'north', kubeconfig }),
      supplierOf({ name: 'south', kubeconfig, primary: 'east' }),
    );
    const { body } = await request(backend.server).get('/api/mesh/clusters');
    expect(body.items.map((item: any) => item.name)).toEqual([
      'east',
      'north',
      'south',
    ]);
    await backend.stop();
  });

  it('adds what the catalog says of a cluster, and names a source that fails', async () => {
    const backend = await startTestBackend({
      features: [
        meshPlugin,
        catalogServiceMock.factory({
          entities: [
            {
              apiVersion: 'backstage.io/v1beta1',
              kind: 'Resource',
              metadata: {
                name: 'east',
                title: 'East, production',
                links: [{ url: 'https://grafana.example.com/east' }],
              },
              spec: { type: 'kubernetes-cluster', owner: 'platform' },
            },
            {
              apiVersion: 'backstage.io/v1beta1',
              kind: 'Resource',
              metadata: { name: 'east', title: 'A database' },
              spec: { type: 'database', owner: 'others' },
            },
          ],
        }),
        mockServices.rootConfig.factory({
          data: { mesh: { clusters: [{ name: 'east', kubeconfig }] } },
        }),
        createBackendModule({
          pluginId: 'mesh',
          moduleId: 'fleet',
          register: env =>
            env.registerInit({
              deps: {
                suppliers: meshClusterSupplierExtensionPoint,
                strategies: meshAuthStrategyExtensionPoint,
              },
              init: async ({ suppliers, strategies }) => {
                strategies.addStrategy('own', {
                  getCredential: async () => ({
                    type: 'bearer token',
                    token: 't',
                  }),
                });
                suppliers.addSupplier({
                  name: 'fleet',
                  getClusters: async () => {
                    throw new Error('https://user:password@fleet');
                  },
                });
              },
            }),
        }),
      ],
    });
    const get = async (path: string) =>
      (await request(backend.server).get(`/api/mesh/${path}`)).body;
    await eventually(async () => {
      const [east] = (await get('clusters')).items;
      expect(east).toMatchObject({
        title: 'East, production',
        owner: 'group:default/platform',
        links: [{ url: 'https://grafana.example.com/east' }],
      });
    });
    const health = await get('health');
    expect(health.failingSources).toEqual([
      { name: "supplier 'fleet'", since: expect.any(String) },
    ]);
    expect(JSON.stringify(health)).not.toContain('password');
    expect(health.clusters[0].title).toBe('East, production');
    await backend.stop();
  });

  it('takes the clusters of the kubernetes plugin when it has none of its own', async () => {
    const cluster = {
      url: 'https://127.0.0.1:1',
      authProvider: 'serviceAccount',
      serviceAccountToken: 'a-token',
    };
    const kubernetes = {
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: [
            { name: 'by-browser', ...cluster, authProvider: 'google' },
            { name: 'by-account', ...cluster },
          ],
        },
      ],
    };
    const names = async (data: object) => {
      const backend = await startTestBackend({
        features: [
          meshPlugin,
          catalogServiceMock.factory(),
          mockServices.rootConfig.factory({ data: data as any }),
        ],
      });
      const { body } = await request(backend.server).get('/api/mesh/clusters');
      await backend.stop();
      return body.items.map((item: any) => item.name);
    };
    expect(await names({ kubernetes })).toEqual(['by-account']);
    expect(await names({ kubernetes, mesh: { clusters: [] } })).toEqual([]);
  });

  it('says what is wrong with a kubeconfig in the answer, not at the start', async () => {
    const backend = await start({
      clusters: [{ name: 'east', kubeconfig }],
    });
    let failures: any[] = [];
    for (let i = 0; i < 100 && failures.length === 0; i++) {
      const { body } = await request(backend.server).get('/api/mesh/clusters');
      failures = body.clusters[0].failures;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    expect(failures[0]).toMatchObject({
      reason: 'Invalid',
      message:
        "kubeconfig.file of cluster 'east' cannot be read (ENOENT); check the path and its rights",
    });
    await backend.stop();
  });

  it('refuses who has no credentials', async () => {
    const backend = await start({ clusters: [] });
    const { status } = await request(backend.server)
      .get('/api/mesh/clusters')
      .set('Authorization', mockCredentials.none.header());
    expect(status).toBe(401);
    await backend.stop();
  });

  it.each([
    [
      { clusters: [{ name: 'east', kubeconfig, primary: 'west' }] },
      'mesh.clusters[0].primary',
    ],
    [{ clusters: [{ kubeconfig }] }, 'mesh.clusters[0].name'],
    [{ clusterRefreshSeconds: 0 }, 'mesh.clusterRefreshSeconds'],
    [
      { namespaceOwners: [{ namespace: 'a', owner: 'no / owner' }] },
      'mesh.namespaceOwners[0].owner',
    ],
  ])(
    'does not start with a wrong configuration and names the field',
    async (mesh, field) => {
      await expect(start(mesh)).rejects.toThrow(field);
    },
  );
});
