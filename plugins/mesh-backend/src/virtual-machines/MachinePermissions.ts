import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  MeshNamespacePermission,
  meshVirtualMachineDownloadPermission,
  meshVirtualMachineEnrolPermission,
  meshVirtualMachineReEnrolPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { MeshAuthorizer } from '../permissions';
import { VmParameters } from './vmParameters';

/** How a machine is given what it joins with. */
export type Handing = 'download' | 'enrol';

/**
 * Who may give machines what they join with. Once a machine of the request was
 * ready, a code takes `reEnrol` in the place of `enrol`, and a download takes it
 * too.
 */
export class MachinePermissions {
  readonly #authorizer: Pick<
    MeshAuthorizer,
    'namespaceFilter' | 'namespaceResource'
  >;

  constructor(
    authorizer: Pick<MeshAuthorizer, 'namespaceFilter' | 'namespaceResource'>,
  ) {
    this.#authorizer = authorizer;
  }

  /** Throws `NotAllowedError` that names the place and the permission. */
  async refuse(
    handing: Handing,
    of: { parameters: VmParameters; reEnrolment: boolean },
    credentials: BackstageCredentials,
  ): Promise<void> {
    const why = await this.whyNot(handing, of, credentials);
    if (why) {
      throw new NotAllowedError(why);
    }
  }

  /** As a sentence; undefined when the caller may. */
  async whyNot(
    handing: Handing,
    of: { parameters: VmParameters; reEnrolment: boolean },
    credentials: BackstageCredentials,
  ): Promise<string | undefined> {
    const { cluster, machines } = of.parameters;
    for (const permission of needed(handing, of.reEnrolment)) {
      if (!(await this.#allows(permission, of.parameters, credentials))) {
        return `You may not have machines join${
          of.reEnrolment ? ' again' : ''
        } in namespace ${
          machines.namespace
        } of cluster ${cluster} in this way; no token was made. Ask its owner, or an administrator for ${
          permission.name
        }`;
      }
    }
    return undefined;
  }

  /** Whoever may make codes may revoke those of others. */
  async mayRevoke(
    parameters: VmParameters,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    return (
      (await this.#allows(
        meshVirtualMachineEnrolPermission,
        parameters,
        credentials,
      )) ||
      this.#allows(meshVirtualMachineReEnrolPermission, parameters, credentials)
    );
  }

  async #allows(
    permission: MeshNamespacePermission,
    { cluster, machines }: VmParameters,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    const allows = await this.#authorizer.namespaceFilter(
      credentials,
      permission,
    );
    return allows(
      this.#authorizer.namespaceResource(cluster, machines.namespace),
    );
  }
}

function needed(
  handing: Handing,
  reEnrolment: boolean,
): MeshNamespacePermission[] {
  if (handing === 'download') {
    return reEnrolment
      ? [
          meshVirtualMachineDownloadPermission,
          meshVirtualMachineReEnrolPermission,
        ]
      : [meshVirtualMachineDownloadPermission];
  }
  return [
    reEnrolment
      ? meshVirtualMachineReEnrolPermission
      : meshVirtualMachineEnrolPermission,
  ];
}
