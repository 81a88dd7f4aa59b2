import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import {
  RESOURCE_TYPE_MESH_CLUSTER,
  RESOURCE_TYPE_MESH_CREDENTIAL,
  RESOURCE_TYPE_MESH_NAMESPACE,
} from '@meshport/backstage-plugin-mesh-common';
import { z } from 'zod';
import {
  MeshClusterResource,
  MeshCredentialResource,
  MeshNamespaceResource,
} from './types';

/** Clusters, for permission policies and rules of others. */
export const meshClusterPermissionResourceRef = createPermissionResourceRef<
  MeshClusterResource,
  {}
>().with({ pluginId: 'mesh', resourceType: RESOURCE_TYPE_MESH_CLUSTER });

/** Namespaces of clusters, for permission policies and rules of others. */
export const meshNamespacePermissionResourceRef = createPermissionResourceRef<
  MeshNamespaceResource,
  {}
>().with({ pluginId: 'mesh', resourceType: RESOURCE_TYPE_MESH_NAMESPACE });

/** Secrets by their names, for permission policies and rules of others. */
export const meshCredentialPermissionResourceRef = createPermissionResourceRef<
  MeshCredentialResource,
  {}
>().with({ pluginId: 'mesh', resourceType: RESOURCE_TYPE_MESH_CREDENTIAL });

/** Allows the named clusters. */
export const isCluster = createPermissionRule({
  name: 'IS_CLUSTER',
  description: 'Allow clusters with one of the given names',
  resourceRef: meshClusterPermissionResourceRef,
  paramsSchema: z.object({
    names: z.array(z.string()).describe('Names as in mesh.clusters'),
  }),
  apply: (resource, { names }) => names.includes(resource.name),
  // Clusters are filtered in memory, so there is no query to add to.
  toQuery: () => ({}),
});

/** Allows the named namespaces, in one cluster or in all. */
export const isNamespace = createPermissionRule({
  name: 'IS_NAMESPACE',
  description:
    'Allow namespaces with one of the given names, in one cluster or in all',
  resourceRef: meshNamespacePermissionResourceRef,
  paramsSchema: z.object({
    names: z.array(z.string()).describe('Names of namespaces'),
    cluster: z
      .string()
      .optional()
      .describe('Only in this cluster; in all when left out'),
  }),
  apply: (resource, { names, cluster }) =>
    names.includes(resource.name) &&
    (cluster === undefined || cluster === resource.cluster),
  toQuery: () => ({}),
});

/**
 * Allows namespaces of the given owners. A rule sees no credentials, so a
 * policy passes the user's `ownershipEntityRefs` as claims.
 */
export const isNamespaceOwner = createPermissionRule({
  name: 'IS_NAMESPACE_OWNER',
  description:
    'Allow namespaces that one of the given users or groups owns, by mesh.namespaceOwners or by meshport.dev/owner on the Namespace object',
  resourceRef: meshNamespacePermissionResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string())
      .describe('Entity references of the user and of their groups'),
  }),
  apply: (resource, { claims }) => {
    const lowered = claims.map(claim => claim.toLocaleLowerCase('en-US'));
    return resource.owners.some(owner => lowered.includes(owner));
  },
  toQuery: () => ({}),
});

/** Allows namespaces by a label of the Namespace object. */
export const hasNamespaceLabel = createPermissionRule({
  name: 'HAS_NAMESPACE_LABEL',
  description: 'Allow namespaces whose Namespace object has the given label',
  resourceRef: meshNamespacePermissionResourceRef,
  paramsSchema: z.object({
    key: z.string().describe('Key of the label'),
    value: z
      .string()
      .optional()
      .describe('Value of the label; any when left out'),
  }),
  apply: ({ labels }, { key, value }) =>
    Object.hasOwn(labels, key) &&
    (value === undefined || labels[key] === value),
  toQuery: () => ({}),
});

/** Allows to write nothing but some kinds. */
export const writesOnlyKinds = createPermissionRule({
  name: 'WRITES_ONLY_KINDS',
  description:
    'Allow writes of the given kinds only; questions about a namespace as a whole pass',
  resourceRef: meshNamespacePermissionResourceRef,
  paramsSchema: z.object({
    kinds: z
      .array(z.string())
      .describe(
        'As group/Kind, e.g. networking.istio.io/Gateway, core/Service',
      ),
  }),
  apply: ({ kinds: written = [] }, { kinds }) =>
    written.every(one => kinds.includes(one)),
  toQuery: () => ({}),
});

/** Allows Secrets by their names. */
export const isCredential = createPermissionRule({
  name: 'IS_CREDENTIAL',
  description: 'Allow Secrets with one of the given names',
  resourceRef: meshCredentialPermissionResourceRef,
  paramsSchema: z.object({
    names: z
      .array(z.string())
      .describe('As namespace/name; namespace/* stands for all of one'),
    cluster: z
      .string()
      .optional()
      .describe('Only in this cluster; in all when left out'),
  }),
  apply: ({ cluster: where, namespace, name }, { names, cluster }) =>
    (cluster === undefined || cluster === where) &&
    (names.includes(`${namespace}/${name}`) ||
      names.includes(`${namespace}/*`)),
  toQuery: () => ({}),
});

/** Allows Secrets in namespaces of the given owners. */
export const isCredentialOwner = createPermissionRule({
  name: 'IS_CREDENTIAL_OWNER',
  description:
    'Allow Secrets in namespaces that one of the given users or groups owns',
  resourceRef: meshCredentialPermissionResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string())
      .describe('Entity references of the user and of their groups'),
  }),
  apply: ({ owners }, { claims }) => {
    const lowered = claims.map(claim => claim.toLocaleLowerCase('en-US'));
    return owners.some(owner => lowered.includes(owner));
  },
  toQuery: () => ({}),
});

export const meshClusterRules = { isCluster };

export const meshCredentialRules = { isCredential, isCredentialOwner };

export const meshNamespaceRules = {
  isNamespace,
  isNamespaceOwner,
  hasNamespaceLabel,
  writesOnlyKinds,
};

const credentialExports = createConditionExports({
  resourceRef: meshCredentialPermissionResourceRef,
  rules: meshCredentialRules,
});

const clusterExports = createConditionExports({
  resourceRef: meshClusterPermissionResourceRef,
  rules: meshClusterRules,
});

const namespaceExports = createConditionExports({
  resourceRef: meshNamespacePermissionResourceRef,
  rules: meshNamespaceRules,
});

/** Conditions on clusters, for permission policies. */
export const meshClusterConditions = clusterExports.conditions;
/** Makes the decision for a permission on clusters. */
export const createMeshClusterConditionalDecision =
  clusterExports.createConditionalDecision;
/** Conditions on namespaces, for permission policies. */
export const meshNamespaceConditions = namespaceExports.conditions;
/** Makes the decision for a permission on namespaces. */
export const createMeshNamespaceConditionalDecision =
  namespaceExports.createConditionalDecision;
/** Conditions on Secrets by name, for permission policies. */
export const meshCredentialConditions = credentialExports.conditions;
/** Makes the decision for a permission on Secrets by name. */
export const createMeshCredentialConditionalDecision =
  credentialExports.createConditionalDecision;
