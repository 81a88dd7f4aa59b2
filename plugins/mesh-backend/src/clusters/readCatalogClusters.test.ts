import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { catalogClusterReader } from './readCatalogClusters';

function entity(kind: string, name: string, type: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, title: name },
    spec: { type, owner: 'team-a', system: 'unused' },
  };
}

describe('catalogClusterReader', () => {
  it('asks as the plugin itself, for clusters only, and for no more than is used', async () => {
    const catalog = catalogServiceMock({
      entities: [
        entity('Resource', 'east', 'kubernetes-cluster'),
        entity('Resource', 'orders', 'database'),
        entity('Component', 'north', 'kubernetes-cluster'),
      ],
    });
    const getEntities = jest.spyOn(catalog, 'getEntities');
    const read = catalogClusterReader({
      catalog,
      auth: mockServices.auth({ pluginId: 'mesh' }),
    });
    const entities = await read();
    expect(entities.map(({ metadata }) => metadata.name)).toEqual(['east']);
    expect(entities[0].spec).toEqual({
      type: 'kubernetes-cluster',
      owner: 'team-a',
    });
    expect(getEntities.mock.calls[0][1]).toEqual({
      credentials: mockCredentials.service('plugin:mesh'),
    });
  });
});
