import { mockCredentials } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { randomUUID } from 'crypto';
import { NamespaceOwners } from './NamespaceOwners';
import { PermissionMeshAuthorizer } from './PermissionMeshAuthorizer';

/** Decides as the permission backend answers over HTTP: with a new id each time. */
function authorizerThat(decide: () => PolicyDecision) {
  return new PermissionMeshAuthorizer({
    permissions: {
      authorize: async () => [],
      authorizeConditional: async queries =>
        queries.map(() => ({ id: randomUUID(), ...decide() })),
    },
    permissionsRegistry: {
      getPermissionRuleset: () => ({
        getRuleByName: name => {
          throw new Error(`rule ${name} is not to be applied here`);
        },
      }),
    },
    owners: NamespaceOwners.fromConfig(new ConfigReader({})),
    findNamespace: () => undefined,
  });
}

function namesAre(...names: string[]): PolicyDecision {
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'mesh',
    resourceType: 'mesh-cluster',
    conditions: {
      resourceType: 'mesh-cluster',
      rule: 'IS_CLUSTER',
      params: { names },
    },
  };
}

describe('the text of a decision', () => {
  const textsOf = async (...decisions: PolicyDecision[]) => {
    const left = [...decisions];
    const authorizer = authorizerThat(() => left[0]);
    const texts: string[] = [];
    while (left.length > 0) {
      const { cluster, namespace } = await authorizer.readFilters(
        mockCredentials.user(),
      );
      texts.push(`${cluster.decision} ${namespace.decision}`);
      left.shift();
    }
    return texts;
  };

  it('is the same for the same decision, whatever its id', async () => {
    const allow = { result: AuthorizeResult.ALLOW } as const;
    const [one, two] = await textsOf(namesAre('east'), namesAre('east'));
    expect(two).toBe(one);
    const [three, four] = await textsOf(allow, allow);
    expect(four).toBe(three);
  });

  it('differs between decisions', async () => {
    const texts = await textsOf(
      namesAre('east'),
      namesAre('west'),
      { result: AuthorizeResult.ALLOW },
      { result: AuthorizeResult.DENY },
    );
    expect(new Set(texts).size).toBe(4);
  });
});
