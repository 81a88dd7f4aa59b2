import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import { meshCredentialUsePermission } from '@meshport/backstage-plugin-mesh-common';
import { egressCredentials, EgressGatewayModel } from '@meshport/istio';
import { MeshAuthorizer } from '../permissions';
import { CredentialLookup } from './CredentialLookup';

/**
 * A certificate at an ingress gateway speaks for its host: choosing it takes a
 * right on that Secret. Throws `NotAllowedError` that names the field.
 */
export async function refuseIngressCredentials(
  authorizer: MeshAuthorizer,
  cluster: string,
  model: EgressGatewayModel,
  credentials: BackstageCredentials,
): Promise<void> {
  const wanted = egressCredentials(model).filter(
    ({ use }) => use === 'ingress',
  );
  if (wanted.length === 0) {
    return;
  }
  const may = await authorizer.credentialFilter(
    credentials,
    meshCredentialUsePermission,
  );
  const denied = wanted.find(
    ({ namespace, name }) =>
      !may({
        cluster,
        namespace,
        name,
        owners: authorizer.namespaceResource(cluster, namespace).owners,
      }),
  );
  if (denied) {
    throw new NotAllowedError(
      `${denied.field}: you may not use Secret ${denied.name} in ${denied.namespace} of cluster ${cluster}; nothing was applied. Ask its owner, or an administrator for ${meshCredentialUsePermission.name}`,
    );
  }
}

/**
 * Throws `InputError` for a Secret that is known not to be there.
 *
 * @returns a sentence for each of which that is not known
 */
export async function refuseAbsentCredentials(
  credentials: CredentialLookup,
  cluster: string,
  model: EgressGatewayModel,
): Promise<string[]> {
  const wanted = egressCredentials(model);
  const found = await credentials.look(
    cluster,
    wanted.map(({ name, namespace, use }) => ({ name, namespace, use })),
  );
  const absent = found.findIndex(({ state }) => state === 'absent');
  if (absent >= 0) {
    throw new InputError(`${wanted[absent].field}: ${found[absent].why}`);
  }
  return found
    .filter(({ state }) => state === 'notReadable')
    .map(
      ({ name, namespace, why }) =>
        `Whether Secret ${name} is in ${namespace} is not readable. ${why}`,
    );
}
