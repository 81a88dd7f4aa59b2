import { ConflictError, NotAllowedError } from '@backstage/errors';
import { meshNamespaceApplyPermission } from '@meshport/backstage-plugin-mesh-common';
import {
  EgressEnvironment,
  EgressGatewayModel,
  egressNamespaces,
} from '@meshport/istio';
import { KubernetesStatusError } from '../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../clusters/types';
import { namespaceMissing, toBackstageError } from './clusterErrors';
import { formatGroupKind, groupKindOf } from './kinds';
import { ManifestObject } from './objects';

/** A namespace that a write touches, and the field that names it. */
export interface NamespaceUse {
  name: string;
  field: string;
  /** What is written there, as `group/Kind`; absent where it is not told. */
  kinds?: string[];
}

/** The namespaces that objects are written to. */
export function namespacesOf(objects: ManifestObject[]): NamespaceUse[] {
  const kinds = new Map<string, Set<string>>();
  for (const { apiVersion, kind, metadata } of objects) {
    const known = kinds.get(metadata.namespace) ?? new Set();
    kinds.set(metadata.namespace, known);
    known.add(formatGroupKind(groupKindOf(apiVersion, kind)));
  }
  return [...kinds].map(([name, of]) => ({
    name,
    field: 'namespace',
    kinds: [...of].sort(),
  }));
}

/**
 * The namespaces that a gateway touches: its own, those of its clients, since
 * its route leads their calls elsewhere, which is a change to them, and those
 * of ingress gateways.
 */
export function namespacesOfGateway(
  model: EgressGatewayModel,
  environment?: EgressEnvironment,
): NamespaceUse[] {
  return egressNamespaces(model, environment).map(
    ({ namespace, field, kinds }) => ({
      name: namespace,
      field: field.replace(/^clientNamespaces\[\d+\]$/, 'clientNamespaces'),
      kinds,
    }),
  );
}

/** The error for namespaces that the caller may not apply to. */
export function namespacesDenied(
  denied: NamespaceUse[],
  cluster: string,
): Error {
  const names = denied.map(one => one.name).join(', ');
  const why = /^(clientNamespaces|callers)/.test(denied[0].field)
    ? ', whose calls would be led to the gateway'
    : '';
  return new NotAllowedError(
    `${denied[0].field}: you may not apply to ${names} in cluster ${cluster}${why}; nothing was applied. Ask its owner, or an administrator for ${meshNamespaceApplyPermission.name}`,
  );
}

/**
 * Throws `InputError` when a namespace does not exist and `ConflictError` when
 * it is on its way out.
 */
export async function refuseMissingNamespace(
  connection: ClusterConnection,
  { name, field }: NamespaceUse,
): Promise<void> {
  const cluster = connection.details.name;
  let namespace: KubernetesObject;
  try {
    namespace = await connection.request<KubernetesObject>({
      path: `/api/v1/namespaces/${encodeURIComponent(name)}`,
    });
  } catch (error) {
    if (error instanceof KubernetesStatusError && error.code === 404) {
      throw namespaceMissing(name, cluster, field);
    }
    if (error instanceof KubernetesStatusError && error.code === 403) {
      // Namespaces may not be readable; the dry-run tells whether it exists.
      return;
    }
    throw toBackstageError(error, { cluster });
  }
  if (namespace.metadata.deletionTimestamp) {
    throw new ConflictError(
      `${field}: ${name} in cluster ${cluster} is being deleted; choose another`,
    );
  }
}
