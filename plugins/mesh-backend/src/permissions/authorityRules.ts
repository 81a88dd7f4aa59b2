import { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import {
  meshCertificateAuthorityUsePermission,
  RESOURCE_TYPE_MESH_CERTIFICATE_AUTHORITY,
} from '@meshport/backstage-plugin-mesh-common';
import { z } from 'zod';
import { MeshCertificateAuthorityResource } from './types';

/** Certificate authorities with the cluster that each is to serve, for permission policies and rules of others. */
export const meshCertificateAuthorityPermissionResourceRef =
  createPermissionResourceRef<MeshCertificateAuthorityResource, {}>().with({
    pluginId: 'mesh',
    resourceType: RESOURCE_TYPE_MESH_CERTIFICATE_AUTHORITY,
  });

/** Allows the named authorities. */
export const isCertificateAuthority = createPermissionRule({
  name: 'IS_CERTIFICATE_AUTHORITY',
  description: 'Allow certificate authorities with one of the given names',
  resourceRef: meshCertificateAuthorityPermissionResourceRef,
  paramsSchema: z.object({
    names: z
      .array(z.string())
      .describe('Names as in mesh.certificateAuthorities'),
  }),
  apply: ({ name }, { names }) => names.includes(name),
  // Authorities are filtered in memory, so there is no query to add to.
  toQuery: () => ({}),
});

/** Allows authorities for the named clusters. */
export const isAuthorityForCluster = createPermissionRule({
  name: 'IS_AUTHORITY_FOR_CLUSTER',
  description: 'Allow certificate authorities to serve the given clusters',
  resourceRef: meshCertificateAuthorityPermissionResourceRef,
  paramsSchema: z.object({
    names: z.array(z.string()).describe('Names of clusters'),
  }),
  apply: ({ cluster }, { names }) => names.includes(cluster),
  toQuery: () => ({}),
});

/** Allows authorities of the given types of provider. */
export const hasAuthorityProvider = createPermissionRule({
  name: 'HAS_AUTHORITY_PROVIDER',
  description: 'Allow certificate authorities of one of the given providers',
  resourceRef: meshCertificateAuthorityPermissionResourceRef,
  paramsSchema: z.object({
    providers: z.array(z.string()).describe('E.g. local, aws-pca, gcp-cas'),
  }),
  apply: ({ provider }, { providers }) => providers.includes(provider),
  toQuery: () => ({}),
});

export const meshCertificateAuthorityRules = {
  isCertificateAuthority,
  isAuthorityForCluster,
  hasAuthorityProvider,
};

const exported = createConditionExports({
  resourceRef: meshCertificateAuthorityPermissionResourceRef,
  rules: meshCertificateAuthorityRules,
});

/** Conditions on certificate authorities, for permission policies. */
export const meshCertificateAuthorityConditions = exported.conditions;
/** Makes the decision for a permission on certificate authorities. */
export const createMeshCertificateAuthorityConditionalDecision =
  exported.createConditionalDecision;

/** Registers the resource type; an authority is referred to as `name/cluster`. */
export function registerAuthorityPermissions(
  registry: PermissionsRegistryService,
  find: (
    name: string,
    cluster: string,
  ) => MeshCertificateAuthorityResource | undefined,
): void {
  registry.addResourceType({
    resourceRef: meshCertificateAuthorityPermissionResourceRef,
    permissions: [meshCertificateAuthorityUsePermission],
    rules: Object.values(meshCertificateAuthorityRules),
    getResources: async refs =>
      refs.map(ref => {
        const [name, cluster, ...rest] = ref.split('/');
        return cluster && rest.length === 0 ? find(name, cluster) : undefined;
      }),
  });
}
