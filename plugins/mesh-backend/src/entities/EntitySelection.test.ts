import { Entity } from '@backstage/catalog-model';
import { selectionOf } from './EntitySelection';

function entity(annotations?: Record<string, string>): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'shop', annotations },
  };
}

const byId = (value: string) => [
  { key: 'backstage.io/kubernetes-id', operator: 'In', values: [value] },
];

describe('selectionOf', () => {
  it.each([
    ['no annotations', undefined],
    ['others only', { 'example.com/a': 'b' }],
    ['empty ones', { 'backstage.io/kubernetes-id': ' ' }],
  ])('is nothing for an entity with %s', (_, annotations) => {
    expect(selectionOf(entity(annotations))).toBeUndefined();
  });

  it('takes the id, narrowed by namespace and cluster', () => {
    expect(
      selectionOf(
        entity({
          'backstage.io/kubernetes-id': 'store',
          'backstage.io/kubernetes-namespace': 'a',
          'backstage.io/kubernetes-cluster': 'east',
        }),
      ),
    ).toEqual({ requirements: byId('store'), namespace: 'a', cluster: 'east' });
  });

  it("takes the entity's name when only a namespace is given", () => {
    expect(
      selectionOf(entity({ 'backstage.io/kubernetes-namespace': 'a' })),
    ).toMatchObject({ requirements: byId('shop') });
  });

  it('prefers the label selector to the id', () => {
    expect(
      selectionOf(
        entity({
          'backstage.io/kubernetes-id': 'store',
          'backstage.io/kubernetes-label-selector': 'app=shop,!canary',
        }),
      )?.requirements,
    ).toEqual([
      { key: 'app', operator: 'In', values: ['shop'] },
      { key: 'canary', operator: 'DoesNotExist', values: [] },
    ]);
  });

  it('names the annotation that cannot be read', () => {
    expect(() =>
      selectionOf(
        entity({ 'backstage.io/kubernetes-label-selector': 'a==' + '=b' }),
      ),
    ).toThrow(
      /^Annotation backstage\.io\/kubernetes-label-selector of component:default\/shop is not a label selector/,
    );
  });
});
