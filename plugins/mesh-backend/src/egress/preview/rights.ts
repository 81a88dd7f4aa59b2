import { NotAllowedError } from '@backstage/errors';
import {
  EgressPreview,
  meshCredentialUsePermission,
  meshNamespaceApplyPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { egressCredentials } from '@meshport/istio';
import { NamespaceUse, namespacesOfGateway } from '../../manifests/namespaces';
import { PreviewDraft, PreviewServices } from './PreviewDraft';

/** Where the caller may and may not write what the gateway consists of. */
export async function permissionsOf(
  services: PreviewServices,
  { cluster, valid, environment, credentials }: PreviewDraft,
): Promise<EgressPreview['permissions']> {
  const { authorizer } = services;
  const mayApply = await authorizer.namespaceFilter(
    credentials,
    meshNamespaceApplyPermission,
  );
  const mayUse = await authorizer.credentialFilter(
    credentials,
    meshCredentialUsePermission,
  );
  const isAllowed = ({ name, kinds }: NamespaceUse) =>
    mayApply({ ...authorizer.namespaceResource(cluster, name), kinds });
  const uses = namespacesOfGateway(valid.model, environment);
  const secrets = egressCredentials(valid.model).filter(
    ({ use }) => use === 'ingress',
  );
  return [
    ...uses.map(use => ({
      namespace: use.name,
      kinds: use.kinds ?? [],
      allowed: isAllowed(use),
      message: isAllowed(use)
        ? `You may apply to ${use.name}.`
        : `${use.field}: you may not apply to ${use.name}; ask its owner, or an administrator for ${meshNamespaceApplyPermission.name}.`,
    })),
    ...secrets.map(({ namespace, name, field }) => {
      const allowed = mayUse({
        cluster,
        namespace,
        name,
        owners: authorizer.namespaceResource(cluster, namespace).owners,
      });
      return {
        namespace,
        kinds: ['core/Secret'],
        allowed,
        message: allowed
          ? `You may use Secret ${name} of ${namespace}.`
          : `${field}: you may not use Secret ${name} of ${namespace}; ask its owner, or an administrator for ${meshCredentialUsePermission.name}.`,
      };
    }),
  ];
}

/** Whether a policy wants an approval. */
export async function approvalOf(
  services: PreviewServices,
  { cluster, valid, environment, credentials }: PreviewDraft,
): Promise<EgressPreview['approval']> {
  try {
    await services.gate.check(
      {
        kinds: ['egress-gateway'],
        cluster,
        namespaces: namespacesOfGateway(valid.model, environment).map(
          one => one.name,
        ),
      },
      credentials,
    );
    return {
      needed: false,
      explanation: 'No policy asks for an approval there.',
    };
  } catch (error) {
    if (error instanceof NotAllowedError) {
      return {
        needed: true,
        explanation: error.message.replace(/^namespace: /, ''),
      };
    }
    throw error;
  }
}
