import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  MeshClusterSupplier,
  meshClusterSupplierExtensionPoint,
} from '@meshport/backstage-plugin-mesh-node';
import { PLATFORM, ReadBackend } from '../__testUtils__/ReadBackend';
import { DevMesh, eventually } from '../__testUtils__/devMesh';

jest.setTimeout(60_000);

const OWNER = 'group:default/team-platform';
const LINK = { url: 'https://runbooks.example.org/east', title: 'Runbook' };

function supplying(...suppliers: MeshClusterSupplier[]) {
  return createBackendModule({
    pluginId: 'mesh',
    moduleId: 'test-suppliers',
    register({ registerInit }) {
      registerInit({
        deps: { point: meshClusterSupplierExtensionPoint },
        async init({ point }) {
          suppliers.forEach(supplier => point.addSupplier(supplier));
        },
      });
    },
  });
}

describe('what is said of clusters beside an answer', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  beforeAll(async () => {
    mesh = await DevMesh.start({ east: [] });
    backend = await ReadBackend.start({
      mesh,
      clusters: [],
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: {
            name: 'shop',
            annotations: { 'backstage.io/kubernetes-id': 'shop' },
          },
        },
      ],
      features: [
        supplying(
          {
            name: 'fleet',
            getClusters: async () => [
              { ...mesh.details('east'), owner: OWNER, links: [LINK] },
            ],
          },
          {
            name: 'moody',
            getClusters: async () => {
              throw new Error('secret words of a database');
            },
          },
        ),
      ],
    });
  });

  afterAll(async () => {
    await backend.stop();
    await mesh.close();
  });

  it.each([
    '/clusters',
    '/entities/component/default/shop/version',
    '/entities/component/default/shop/virtual-machines',
    '/entities/component/default/shop/policies',
  ])('%s tells who to ask, and where to read of them', async path => {
    const { body } = await backend.get(path, PLATFORM);
    expect(body.clusters).toEqual([
      expect.objectContaining({ name: 'east', owner: OWNER, links: [LINK] }),
    ]);
  });

  it.each([
    '/health',
    '/entities/component/default/shop/version',
    '/entities/component/default/shop/policies',
  ])('%s tells that clusters may be missing', async path => {
    await eventually(async () => {
      const { body } = await backend.get(path, PLATFORM);
      expect(body.failingSources).toEqual([
        {
          name: "supplier 'moody'",
          since: new Date(body.failingSources[0].since).toISOString(),
        },
      ]);
      expect(JSON.stringify(body)).not.toContain('secret');
    });
  });
});
