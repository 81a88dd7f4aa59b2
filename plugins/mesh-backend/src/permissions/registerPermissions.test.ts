import { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import {
  meshClusterReadPermission,
  meshCredentialUsePermission,
  meshNamespaceReadPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { registerPermissions } from './registerPermissions';
import {
  createMeshClusterConditionalDecision,
  createMeshCredentialConditionalDecision,
  createMeshNamespaceConditionalDecision,
  meshClusterConditions,
  meshCredentialConditions,
  meshNamespaceConditions,
} from './rules';

/** What is registered, by the type of the resource. */
function register() {
  const types = new Map<string, any>();
  registerPermissions(
    {
      addResourceType: (type: any) =>
        types.set(type.resourceRef.resourceType, type),
    } as unknown as PermissionsRegistryService,
    {
      cluster: name => (name === 'east' ? { name } : undefined),
      namespace: (cluster, name) =>
        cluster === 'east'
          ? {
              cluster,
              name,
              labels: { tier: 'front' },
              owners: ['group:default/team-a'],
            }
          : undefined,
    },
  );
  return types;
}

describe('registerPermissions', () => {
  const types = register();

  it('registers the rules of each type of resource', () => {
    const names = [...types].map(([type, { rules, permissions }]) => [
      type,
      rules.map((rule: any) => rule.name),
      permissions.map((permission: any) => permission.name),
    ]);
    expect(names).toEqual([
      ['mesh-cluster', ['IS_CLUSTER'], ['mesh.cluster.read']],
      [
        'mesh-namespace',
        [
          'IS_NAMESPACE',
          'IS_NAMESPACE_OWNER',
          'HAS_NAMESPACE_LABEL',
          'WRITES_ONLY_KINDS',
        ],
        [
          'mesh.namespace.read',
          'mesh.namespace.apply',
          'mesh.egress.test',
          'mesh.virtualMachine.request',
          'mesh.virtualMachine.download',
          'mesh.virtualMachine.enrol',
          'mesh.virtualMachine.reEnrol',
          'mesh.virtualMachine.retire',
          'mesh.remoteCluster.join',
          'mesh.remoteCluster.rotate',
          'mesh.remoteCluster.leave',
          'mesh.remoteCluster.probe',
          'mesh.certificateAuthority.issue',
          'mesh.certificateAuthority.renew',
          'mesh.certificateAuthority.rotate',
          'mesh.certificateAuthority.revoke',
        ],
      ],
      [
        'mesh-credential',
        ['IS_CREDENTIAL', 'IS_CREDENTIAL_OWNER'],
        ['mesh.credential.use'],
      ],
    ]);
  });

  it.each([
    ['mesh-cluster', ['east', 'west', ''], [{ name: 'east' }, undefined]],
    [
      'mesh-namespace',
      ['east/shop', 'west/shop', 'east', 'east/', 'east/a/b'],
      [expect.objectContaining({ cluster: 'east', name: 'shop' }), undefined],
    ],
    [
      'mesh-credential',
      [
        'east/shop/tls',
        'west/shop/tls',
        'east/shop',
        'east/shop/',
        'east/a/b/c',
      ],
      [
        {
          cluster: 'east',
          namespace: 'shop',
          name: 'tls',
          owners: ['group:default/team-a'],
        },
        undefined,
      ],
    ],
  ])('finds resources of type %s', async (type, refs, [first, other]) => {
    const found = await types.get(type).getResources(refs);
    expect(found).toEqual([first, ...refs.slice(1).map(() => other)]);
  });

  it.each([
    ['all that are allowed', { names: ['east', 'west'] }, [true, true, false]],
    ['one', { names: ['west'] }, [false, true, false]],
    ['none', { names: [] }, [false, false, false]],
    ['no other case', { names: ['East'] }, [false, false, false]],
  ])('IS_CLUSTER: %s', (_, params, expected) => {
    const decision = createMeshClusterConditionalDecision(
      meshClusterReadPermission,
      meshClusterConditions.isCluster(params),
    );
    const isAllowed = createConditionAuthorizer(
      types.get('mesh-cluster').rules,
    );
    expect(
      ['east', 'west', 'north'].map(name =>
        isAllowed(decision, { name } as any),
      ),
    ).toEqual(expected);
  });

  const owner = meshNamespaceConditions.isNamespaceOwner({
    claims: ['group:default/team-a'],
  });
  const named = meshNamespaceConditions.isNamespace({ names: ['shop'] });
  const front = meshNamespaceConditions.hasNamespaceLabel({
    key: 'tier',
    value: 'front',
  });
  const resources = [
    { name: 'shop', owners: ['group:default/team-a'], labels: {} },
    { name: 'shop', owners: [], labels: { tier: 'front' } },
    { name: 'vault', owners: ['group:default/team-a'], labels: {} },
    { name: 'vault', owners: [], labels: { tier: 'back' } },
  ].map(resource => ({ cluster: 'east', ...resource }));

  it.each([
    ['by name', { names: ['shop/tls'] }, [true, false, true]],
    ['by namespace', { names: ['shop/*'] }, [true, true, true]],
    [
      'in one cluster',
      { names: ['shop/*'], cluster: 'east' },
      [true, true, false],
    ],
  ])('IS_CREDENTIAL: %s', (_, params, expected) => {
    const decision = createMeshCredentialConditionalDecision(
      meshCredentialUsePermission,
      meshCredentialConditions.isCredential(params),
    );
    const isAllowed = createConditionAuthorizer(
      types.get('mesh-credential').rules,
    );
    expect(
      [
        ['east', 'tls'],
        ['east', 'other'],
        ['west', 'tls'],
      ].map(([cluster, name]) =>
        isAllowed(decision, {
          cluster,
          namespace: 'shop',
          name,
          owners: [],
        } as any),
      ),
    ).toEqual(expected);
  });

  it('WRITES_ONLY_KINDS lets no other kind pass', () => {
    const decision = createMeshNamespaceConditionalDecision(
      meshNamespaceReadPermission,
      meshNamespaceConditions.writesOnlyKinds({ kinds: ['core/Service'] }),
    );
    const isAllowed = createConditionAuthorizer(
      types.get('mesh-namespace').rules,
    );
    expect(
      [undefined, [], ['core/Service'], ['core/Service', 'core/Secret']].map(
        kinds =>
          isAllowed(decision, {
            cluster: 'east',
            name: 'shop',
            labels: {},
            owners: [],
            kinds,
          } as any),
      ),
    ).toEqual([true, true, true, false]);
  });

  it.each([
    ['owner', owner, [true, false, true, false]],
    ['label', front, [false, true, false, false]],
    ['name and owner', { allOf: [named, owner] }, [true, false, false, false]],
    ['owner or label', { anyOf: [owner, front] }, [true, true, true, false]],
    ['not the name', { not: named }, [false, false, true, true]],
    [
      'name, and not (owner or label)',
      { allOf: [named, { not: { anyOf: [owner, front] } }] },
      [false, false, false, false],
    ],
  ])('conditions on namespaces combine: %s', (_, conditions, expected) => {
    const decision = createMeshNamespaceConditionalDecision(
      meshNamespaceReadPermission,
      conditions as any,
    );
    expect(decision.result).toBe(AuthorizeResult.CONDITIONAL);
    const isAllowed = createConditionAuthorizer(
      types.get('mesh-namespace').rules,
    );
    expect(
      resources.map(resource => isAllowed(decision, resource as any)),
    ).toEqual(expected);
  });
});
