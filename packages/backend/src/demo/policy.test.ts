import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  createPermission,
} from '@backstage/plugin-permission-common';
import {
  meshCertificateAuthorityIssuePermission,
  meshCertificateAuthorityRenewPermission,
  meshCertificateAuthorityRevokePermission,
  meshCertificateAuthorityRotatePermission,
  meshCertificateAuthorityUsePermission,
  meshClusterReadPermission,
  meshCredentialUsePermission,
  meshEgressTestPermission,
  meshNamespaceApplyPermission,
  meshNamespaceReadPermission,
  meshRequestApprovePermission,
  meshRequestCreatePermission,
  meshRequestReadPermission,
  meshRequestRetirePermission,
  meshVirtualMachineDownloadPermission,
  meshVirtualMachineEnrolPermission,
  meshVirtualMachineReEnrolPermission,
  meshVirtualMachineRequestPermission,
  meshVirtualMachineRetirePermission,
} from '@meshport/backstage-plugin-mesh-common';
import { DemoPolicy } from './policy';

const catalogDelete = createPermission({
  name: 'catalog.entity.delete',
  attributes: { action: 'delete' },
  resourceType: 'catalog-entity',
});
const taskCreate = createPermission({
  name: 'scaffolder.task.create',
  attributes: { action: 'create' },
});

const VIRTUAL_MACHINES = [
  meshVirtualMachineRequestPermission,
  meshVirtualMachineDownloadPermission,
  meshVirtualMachineEnrolPermission,
  meshVirtualMachineReEnrolPermission,
  meshVirtualMachineRetirePermission,
];

function personaOf(group: string) {
  const claims = ['user:default/someone', group];
  const policy = new DemoPolicy({
    userInfo: mockServices.userInfo({ ownershipEntityRefs: claims }),
  });
  const credentials = mockCredentials.user('user:default/someone');
  const user = {
    credentials,
    info: {
      userEntityRef: 'user:default/someone',
      ownershipEntityRefs: claims,
    },
  };
  return {
    claims,
    ask: (permission: Parameters<typeof policy.handle>[0]['permission']) =>
      policy.handle({ permission }, user),
  };
}

describe('DemoPolicy', () => {
  it('denies everything to nobody', async () => {
    const policy = new DemoPolicy({ userInfo: mockServices.userInfo() });
    await expect(
      policy.handle({ permission: meshClusterReadPermission }),
    ).resolves.toEqual({ result: AuthorizeResult.DENY });
  });

  it('allows everything to a platform engineer', async () => {
    const { ask } = personaOf('group:default/team-platform');
    for (const permission of [
      meshNamespaceReadPermission,
      meshNamespaceApplyPermission,
      catalogDelete,
    ]) {
      await expect(ask(permission)).resolves.toEqual({
        result: AuthorizeResult.ALLOW,
      });
    }
  });

  it('lets a reviewer read everything and write nothing', async () => {
    const { ask } = personaOf('group:default/team-security');
    await expect(ask(meshNamespaceReadPermission)).resolves.toEqual({
      result: AuthorizeResult.ALLOW,
    });
    for (const write of [
      meshNamespaceApplyPermission,
      meshEgressTestPermission,
      meshCredentialUsePermission,
      ...VIRTUAL_MACHINES,
    ]) {
      await expect(ask(write)).resolves.toEqual({
        result: AuthorizeResult.DENY,
      });
    }
    await expect(ask(catalogDelete)).resolves.toEqual({
      result: AuthorizeResult.DENY,
    });
  });

  it('lets a developer read the open namespaces and those of their groups', async () => {
    const { ask, claims } = personaOf('group:default/team-ratings');
    await expect(ask(meshClusterReadPermission)).resolves.toEqual({
      result: AuthorizeResult.ALLOW,
    });
    await expect(ask(meshNamespaceReadPermission)).resolves.toEqual({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'mesh',
      resourceType: 'mesh-namespace',
      conditions: {
        anyOf: [
          {
            rule: 'IS_NAMESPACE',
            resourceType: 'mesh-namespace',
            params: { names: ['bookinfo', 'istio-system'] },
          },
          {
            rule: 'IS_NAMESPACE_OWNER',
            resourceType: 'mesh-namespace',
            params: { claims },
          },
        ],
      },
    });
  });

  it('lets a developer write to the namespaces of their groups only', async () => {
    const { ask, claims } = personaOf('group:default/team-ratings');
    for (const write of [
      meshNamespaceApplyPermission,
      meshEgressTestPermission,
      ...VIRTUAL_MACHINES,
    ]) {
      await expect(ask(write)).resolves.toEqual({
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'mesh',
        resourceType: 'mesh-namespace',
        conditions: {
          rule: 'IS_NAMESPACE_OWNER',
          resourceType: 'mesh-namespace',
          params: { claims },
        },
      });
    }
    await expect(ask(meshCredentialUsePermission)).resolves.toEqual({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'mesh',
      resourceType: 'mesh-credential',
      conditions: {
        rule: 'IS_CREDENTIAL_OWNER',
        resourceType: 'mesh-credential',
        params: { claims },
      },
    });
    await expect(ask(taskCreate)).resolves.toEqual({
      result: AuthorizeResult.ALLOW,
    });
    await expect(ask(catalogDelete)).resolves.toEqual({
      result: AuthorizeResult.DENY,
    });
  });

  it('keeps certificate authorities for platform engineers', async () => {
    for (const permission of [
      meshCertificateAuthorityUsePermission,
      meshCertificateAuthorityIssuePermission,
      meshCertificateAuthorityRenewPermission,
      meshCertificateAuthorityRotatePermission,
      meshCertificateAuthorityRevokePermission,
    ]) {
      const answers = await Promise.all(
        ['team-platform', 'team-security', 'team-ratings'].map(group =>
          personaOf(`group:default/${group}`).ask(permission),
        ),
      );
      expect(answers.map(({ result }) => result)).toEqual([
        AuthorizeResult.ALLOW,
        AuthorizeResult.DENY,
        AuthorizeResult.DENY,
      ]);
    }
  });

  it('lets only platform engineers approve requests', async () => {
    await expect(
      personaOf('group:default/team-platform').ask(
        meshRequestApprovePermission,
      ),
    ).resolves.toEqual({ result: AuthorizeResult.ALLOW });
    for (const group of ['team-security', 'team-ratings']) {
      await expect(
        personaOf(`group:default/${group}`).ask(meshRequestApprovePermission),
      ).resolves.toEqual({ result: AuthorizeResult.DENY });
    }
  });

  it('lets a developer ask for what touches namespaces of their groups, and read that and their own', async () => {
    const { ask, claims } = personaOf('group:default/team-ratings');
    const rule = (name: string) => ({
      rule: name,
      resourceType: 'mesh-request',
      params: { claims },
    });
    for (const permission of [
      meshRequestCreatePermission,
      meshRequestRetirePermission,
    ]) {
      await expect(ask(permission)).resolves.toMatchObject({
        resourceType: 'mesh-request',
        conditions: rule('IS_REQUEST_OWNER'),
      });
    }
    await expect(ask(meshRequestReadPermission)).resolves.toMatchObject({
      resourceType: 'mesh-request',
      conditions: {
        anyOf: [rule('IS_REQUEST_OWNER'), rule('IS_REQUEST_REQUESTER')],
      },
    });
  });

  it('lets a reviewer read requests and write none', async () => {
    const { ask } = personaOf('group:default/team-security');
    await expect(ask(meshRequestReadPermission)).resolves.toEqual({
      result: AuthorizeResult.ALLOW,
    });
    for (const permission of [
      meshRequestCreatePermission,
      meshRequestRetirePermission,
    ]) {
      await expect(ask(permission)).resolves.toEqual({
        result: AuthorizeResult.DENY,
      });
    }
  });
});
