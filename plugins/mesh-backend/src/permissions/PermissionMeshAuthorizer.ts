import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  PermissionResourceRef,
} from '@backstage/plugin-permission-node';
import {
  meshClusterReadPermission,
  meshNamespaceReadPermission,
} from '@meshport/backstage-plugin-mesh-common';
import { meshCertificateAuthorityPermissionResourceRef } from './authorityRules';
import { NamespaceMarks, NamespaceOwners } from './NamespaceOwners';
import {
  meshClusterPermissionResourceRef,
  meshCredentialPermissionResourceRef,
  meshNamespacePermissionResourceRef,
} from './rules';
import {
  MeshAuthorizer,
  MeshCertificateAuthorityResource,
  MeshClusterResource,
  MeshCredentialResource,
  MeshNamespaceResource,
  ReadFilters,
  ResourceFilter,
} from './types';

/** Looks up a Namespace object; undefined when it does not exist or is not known. */
export type FindNamespace = (
  cluster: string,
  namespace: string,
) => NamespaceMarks | undefined;

/** Asks Backstage's permission service once and filters in memory. */
export class PermissionMeshAuthorizer implements MeshAuthorizer {
  readonly #permissions: PermissionsService;
  readonly #registry: Pick<PermissionsRegistryService, 'getPermissionRuleset'>;
  readonly #owners: NamespaceOwners;
  readonly #findNamespace: FindNamespace;

  constructor(options: {
    permissions: PermissionsService;
    permissionsRegistry: Pick<
      PermissionsRegistryService,
      'getPermissionRuleset'
    >;
    owners: NamespaceOwners;
    findNamespace: FindNamespace;
  }) {
    this.#permissions = options.permissions;
    this.#registry = options.permissionsRegistry;
    this.#owners = options.owners;
    this.#findNamespace = options.findNamespace;
  }

  async readFilters(credentials: BackstageCredentials): Promise<ReadFilters> {
    const [cluster, namespace] = await this.#permissions.authorizeConditional(
      [
        { permission: meshClusterReadPermission },
        { permission: meshNamespaceReadPermission },
      ],
      { credentials },
    );
    return {
      cluster: this.#apply(meshClusterPermissionResourceRef, cluster),
      namespace: this.#apply(meshNamespacePermissionResourceRef, namespace),
    };
  }

  clusterFilter(
    credentials: BackstageCredentials,
    permission: ResourcePermission<'mesh-cluster'>,
  ): Promise<ResourceFilter<MeshClusterResource>> {
    return this.#filter(
      meshClusterPermissionResourceRef,
      credentials,
      permission,
    );
  }

  namespaceFilter(
    credentials: BackstageCredentials,
    permission: ResourcePermission<'mesh-namespace'>,
  ): Promise<ResourceFilter<MeshNamespaceResource>> {
    return this.#filter(
      meshNamespacePermissionResourceRef,
      credentials,
      permission,
    );
  }

  credentialFilter(
    credentials: BackstageCredentials,
    permission: ResourcePermission<'mesh-credential'>,
  ): Promise<ResourceFilter<MeshCredentialResource>> {
    return this.#filter(
      meshCredentialPermissionResourceRef,
      credentials,
      permission,
    );
  }

  authorityFilter(
    credentials: BackstageCredentials,
    permission: ResourcePermission<'mesh-certificate-authority'>,
  ): Promise<ResourceFilter<MeshCertificateAuthorityResource>> {
    return this.#filter(
      meshCertificateAuthorityPermissionResourceRef,
      credentials,
      permission,
    );
  }

  namespaceResource(cluster: string, namespace: string): MeshNamespaceResource {
    const marks = this.#findNamespace(cluster, namespace);
    return {
      cluster,
      name: namespace,
      labels: marks?.labels ?? {},
      owners: this.#owners.of(cluster, namespace, marks),
    };
  }

  async #filter<TResource, TResourceType extends string>(
    resourceRef: PermissionResourceRef<TResource, {}, TResourceType>,
    credentials: BackstageCredentials,
    permission: ResourcePermission<TResourceType>,
  ): Promise<ResourceFilter<TResource>> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    return this.#apply(resourceRef, decision);
  }

  #apply<TResource, TResourceType extends string>(
    resourceRef: PermissionResourceRef<TResource, {}, TResourceType>,
    decision: PolicyDecision,
  ): ResourceFilter<TResource> {
    const isAllowed = createConditionAuthorizer(
      this.#registry.getPermissionRuleset(resourceRef),
    );
    return Object.assign(
      (resource: TResource) => isAllowed(decision, resource),
      {
        deniedOutright: decision.result === AuthorizeResult.DENY,
        decision: textOf(decision),
      },
    );
  }
}

/**
 * What was decided, and nothing else: the permission backend's answers carry an
 * `id` that is another one each time.
 */
function textOf(decision: PolicyDecision): string {
  return decision.result === AuthorizeResult.CONDITIONAL
    ? JSON.stringify([decision.result, decision.conditions])
    : decision.result;
}
