import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_MESH_REQUEST } from '@meshport/backstage-plugin-mesh-common';
import { z } from 'zod';
import { RequestCondition } from '../store';

/** What the rules of resource type `mesh-request` look at; drafts have no ID yet. */
export interface MeshRequestResource {
  kind: string;
  /** Every place that it touches, with the owners of each. */
  targets: { cluster: string; namespace?: string; owners: string[] }[];
  /** Entity reference. */
  requester: string;
}

/** Requests, for permission policies and rules of others. */
export const meshRequestPermissionResourceRef = createPermissionResourceRef<
  MeshRequestResource,
  RequestCondition
>().with({ pluginId: 'mesh', resourceType: RESOURCE_TYPE_MESH_REQUEST });

const match = z
  .enum(['all', 'any'])
  .optional()
  .describe(
    'Whether all targets of the request have to fit (default) or any one; use any below a not',
  );

const lower = (refs: string[]) =>
  refs.map(ref => ref.toLocaleLowerCase('en-US'));

/** A request without targets fits nothing. */
function fits(
  { targets }: MeshRequestResource,
  how: 'all' | 'any' | undefined,
  one: (target: MeshRequestResource['targets'][number]) => boolean,
): boolean {
  return how === 'any'
    ? targets.some(one)
    : targets.length > 0 && targets.every(one);
}

/** Allows requests of the named kinds. */
export const isRequestKind = createPermissionRule({
  name: 'IS_REQUEST_KIND',
  description: 'Allow requests of one of the given kinds',
  resourceRef: meshRequestPermissionResourceRef,
  paramsSchema: z.object({
    kinds: z.array(z.string()).describe('Kinds, e.g. egress-gateway'),
  }),
  apply: (resource, { kinds }) => kinds.includes(resource.kind),
  toQuery: ({ kinds }) => ({ field: 'kind', in: kinds }),
});

/** Allows requests that touch only the named clusters. */
export const isRequestCluster = createPermissionRule({
  name: 'IS_REQUEST_CLUSTER',
  description: 'Allow requests that touch only the given clusters',
  resourceRef: meshRequestPermissionResourceRef,
  paramsSchema: z.object({
    names: z.array(z.string()).describe('Names of clusters'),
    match,
  }),
  apply: (resource, { names, match: how }) =>
    fits(resource, how, ({ cluster }) => names.includes(cluster)),
  toQuery: ({ names, match: how = 'all' }) => ({
    target: { clusters: names },
    match: how,
  }),
});

/** Allows requests that touch only the named namespaces. */
export const isRequestNamespace = createPermissionRule({
  name: 'IS_REQUEST_NAMESPACE',
  description:
    'Allow requests that touch only the given namespaces, in one cluster or in all',
  resourceRef: meshRequestPermissionResourceRef,
  paramsSchema: z.object({
    names: z.array(z.string()).describe('Names of namespaces'),
    cluster: z
      .string()
      .optional()
      .describe('Only in this cluster; in all when left out'),
    match,
  }),
  apply: (resource, { names, cluster, match: how }) =>
    fits(
      resource,
      how,
      target =>
        target.namespace !== undefined &&
        names.includes(target.namespace) &&
        (cluster === undefined || target.cluster === cluster),
    ),
  toQuery: ({ names, cluster, match: how = 'all' }) => ({
    target: {
      // A target of a whole cluster is stored with an empty name.
      namespaces: names.filter(name => name !== ''),
      ...(cluster === undefined ? {} : { clusters: [cluster] }),
    },
    match: how,
  }),
});

/**
 * Allows requests that touch only namespaces of the given owners, as they were
 * when it was asked for. A rule sees no credentials, so a policy passes the
 * user's `ownershipEntityRefs` as claims.
 */
export const isRequestOwner = createPermissionRule({
  name: 'IS_REQUEST_OWNER',
  description:
    'Allow requests that touch only namespaces that one of the given users or groups owns',
  resourceRef: meshRequestPermissionResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string())
      .describe('Entity references of the user and of their groups'),
    match,
  }),
  apply: (resource, { claims, match: how }) =>
    fits(resource, how, ({ owners }) =>
      owners.some(owner => lower(claims).includes(owner)),
    ),
  toQuery: ({ claims, match: how = 'all' }) => ({
    target: { owners: lower(claims) },
    match: how,
  }),
});

/** Allows requests of the named people. */
export const isRequestRequester = createPermissionRule({
  name: 'IS_REQUEST_REQUESTER',
  description: 'Allow requests that one of the given users asked for',
  resourceRef: meshRequestPermissionResourceRef,
  paramsSchema: z.object({
    claims: z.array(z.string()).describe('Entity references of users'),
  }),
  apply: (resource, { claims }) => lower(claims).includes(resource.requester),
  toQuery: ({ claims }) => ({ field: 'requester', in: lower(claims) }),
});

export const meshRequestRules = {
  isRequestKind,
  isRequestCluster,
  isRequestNamespace,
  isRequestOwner,
  isRequestRequester,
};

const exported = createConditionExports({
  resourceRef: meshRequestPermissionResourceRef,
  rules: meshRequestRules,
});

/** Conditions on requests, for permission policies. */
export const meshRequestConditions = exported.conditions;
/** Makes the decision for a permission on requests. */
export const createMeshRequestConditionalDecision =
  exported.createConditionalDecision;
