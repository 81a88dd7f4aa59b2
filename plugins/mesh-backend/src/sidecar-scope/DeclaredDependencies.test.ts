import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { DeclaredDependencies } from './DeclaredDependencies';

function entity(
  kind: string,
  name: string,
  relations: [string, string][] = [],
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'backstage.io/kubernetes-id': name },
    },
    spec: {},
    relations: relations.map(([type, targetRef]) => ({ type, targetRef })),
  };
}

const ENTITIES = [
  entity('Component', 'page', [
    ['dependsOn', 'component:default/cache'],
    ['dependsOn', 'component:default/gone'],
    ['dependsOn', 'component:default/page'],
    ['consumesApi', 'api:default/ratings'],
  ]),
  entity('Component', 'cache'),
  entity('API', 'ratings', [['apiProvidedBy', 'component:default/ratings']]),
  entity('Component', 'ratings'),
];

const EXPECTED = [
  ['component:default/cache', 'depends on component:default/cache', true],
  ['component:default/gone', 'depends on component:default/gone', false],
  ['component:default/ratings', 'consumes API api:default/ratings', true],
];

describe('DeclaredDependencies', () => {
  const dependencies = (
    catalog: any = catalogServiceMock({ entities: ENTITIES }),
  ) => new DeclaredDependencies({ catalog, auth: mockServices.auth() });
  const facts = (declared: any) =>
    declared.dependencies.map((one: any) => [
      one.entity,
      one.relation,
      one.selection !== undefined,
    ]);

  it('follows relations to those who provide what is consumed', async () => {
    const ref = { kind: 'component', namespace: 'default', name: 'page' };
    const declared = await dependencies().of(ref, mockCredentials.user());
    expect(facts(declared)).toEqual(EXPECTED);
    expect(declared.selection).toBeDefined();
  });

  it('says the same of the whole catalog', async () => {
    const [declared, ...others] = await dependencies().all();
    expect(others).toEqual([]);
    expect(declared.entity).toBe('component:default/page');
    expect(facts(declared)).toEqual(EXPECTED);
  });

  it('knows no entity that is not there', async () => {
    await expect(
      dependencies().of(
        { kind: 'component', namespace: 'default', name: 'none' },
        mockCredentials.user(),
      ),
    ).rejects.toThrow(/no entity component:default\/none/);
  });

  it('concludes nothing from a catalog that does not answer, and asks again', async () => {
    const catalog = catalogServiceMock.mock();
    catalog.getEntities.mockRejectedValueOnce(new Error('down'));
    catalog.getEntities.mockResolvedValueOnce({ items: ENTITIES });
    const tried = dependencies(catalog);
    await expect(tried.all()).rejects.toThrow(/does not answer/);
    expect(await tried.all()).toHaveLength(1);
  });
});
