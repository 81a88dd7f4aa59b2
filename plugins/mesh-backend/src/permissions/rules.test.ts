import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  createMeshNamespaceConditionalDecision,
  hasNamespaceLabel,
  isCluster,
  isNamespace,
  isNamespaceOwner,
  meshNamespaceConditions,
  meshNamespaceRules,
} from './rules';
import { meshNamespaceReadPermission } from '@meshport/backstage-plugin-mesh-common';

const bookinfo = {
  cluster: 'east',
  name: 'bookinfo',
  labels: { tier: 'front', empty: '' },
  owners: ['group:default/team-bookinfo'],
};

describe('rules', () => {
  it('IS_CLUSTER looks at the name', () => {
    expect(isCluster.apply({ name: 'east' }, { names: ['east'] })).toBe(true);
    expect(isCluster.apply({ name: 'east' }, { names: ['west'] })).toBe(false);
    expect(isCluster.apply({ name: 'east' }, { names: [] })).toBe(false);
  });

  it.each([
    [{ names: ['bookinfo'] }, true],
    [{ names: ['other'] }, false],
    [{ names: ['bookinfo'], cluster: 'east' }, true],
    [{ names: ['bookinfo'], cluster: 'west' }, false],
  ])('IS_NAMESPACE %j is %s', (params, expected) => {
    expect(isNamespace.apply(bookinfo, params)).toBe(expected);
  });

  it.each([
    [['user:default/ann', 'group:default/team-bookinfo'], true],
    [['Group:default/Team-Bookinfo'], true],
    [['group:default/team-payments'], false],
    [[], false],
  ])('IS_NAMESPACE_OWNER %j is %s', (claims, expected) => {
    expect(isNamespaceOwner.apply(bookinfo, { claims })).toBe(expected);
  });

  it('IS_NAMESPACE_OWNER refuses a namespace of nobody', () => {
    expect(
      isNamespaceOwner.apply(
        { ...bookinfo, owners: [] },
        { claims: ['group:default/team-bookinfo'] },
      ),
    ).toBe(false);
  });

  it.each([
    [{ key: 'tier' }, true],
    [{ key: 'tier', value: 'front' }, true],
    [{ key: 'tier', value: 'back' }, false],
    [{ key: 'empty', value: '' }, true],
    [{ key: 'toString' }, false],
  ])('HAS_NAMESPACE_LABEL %j is %s', (params, expected) => {
    expect(hasNamespaceLabel.apply(bookinfo, params)).toBe(expected);
  });

  it('are applied to a conditional decision made with the conditions', () => {
    const decision = createMeshNamespaceConditionalDecision(
      meshNamespaceReadPermission,
      {
        anyOf: [
          meshNamespaceConditions.isNamespaceOwner({ claims: ['group:a/b'] }),
          meshNamespaceConditions.hasNamespaceLabel({ key: 'tier' }),
        ],
      },
    );
    expect(decision.result).toBe(AuthorizeResult.CONDITIONAL);
    const isAllowed = createConditionAuthorizer(
      Object.values(meshNamespaceRules) as any[],
    );
    expect(isAllowed(decision, bookinfo)).toBe(true);
    expect(isAllowed(decision, { ...bookinfo, labels: {} })).toBe(false);
  });
});
