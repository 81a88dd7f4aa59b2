import { controlPlaneNamespace } from '../../clusters';
import { KubernetesStatusError } from '../../clusters/errors';
import { findObject } from '../../clusters/findObject';
import { ClusterConnection, KubernetesObject } from '../../clusters/types';
import { orWhy, Read, whyNotRead } from '../../clusters/whyNotRead';
import { findGitOwner, managersOf } from '../../manifests/owners';
import { askIstiods, IstiodClusters } from '../common/clusterz';
import {
  RemoteSecretEntry,
  remoteSecretFacts,
} from '../common/remoteSecretFacts';

const TIMEOUT_MS = 10_000;
/** The label by which istiod finds remote secrets (pkg/kube/multicluster). */
export const REMOTE_SECRET_LABEL = 'istio/multiCluster';

/** A remote secret of a primary; no credential is in it. */
export interface SecretReading {
  namespace: string;
  name: string;
  uid: string;
  created?: string;
  managers: string[];
  entries: RemoteSecretEntry[];
}

/** The remote secrets of a primary. */
export interface SecretsReading {
  secrets: SecretReading[];
  /** Why there may be more; absent when all were listed. */
  more?: string;
}

/** Where a cluster's pods are told that istiod is. */
export interface ToldAddress {
  address: string;
  /** In words: what tells it. */
  by: string;
}

/** What was read of a cluster for its links. */
export interface LinkReading {
  /** When it was read; milliseconds since 1970. */
  at: number;
  istiods: Read<IstiodClusters[]>;
  secrets: Read<SecretsReading>;
  /** Addresses of Services of istiod that have no selector. */
  told: Read<ToldAddress[]>;
}

/**
 * Reads a cluster's links as they are now: what its istiods say, which remote
 * secrets there are, and where its own pods are sent for istiod. What cannot be
 * read is told by why; it never throws for what a cluster answers.
 */
export async function readLinks(
  connection: ClusterConnection,
  signal?: AbortSignal,
): Promise<LinkReading> {
  const at = Date.now();
  const asked = orWhy(
    () => askIstiods(connection, { signal, timeoutMs: TIMEOUT_MS }),
    error => whyNot(error, connection, 'istiod’s pods', 'read.yaml'),
  );
  const [istiods, secrets, told] = await Promise.all([
    asked,
    orWhy(
      () => readSecrets(connection, asked, signal),
      error =>
        whyNot(error, connection, 'remote secrets', 'remote-clusters.yaml'),
    ),
    orWhy(
      () => readTold(connection, signal),
      error => whyNot(error, connection, 'EndpointSlices', 'remote-links.yaml'),
    ),
  ]);
  return { at, istiods, secrets, told };
}

/** All of them where Meshport may list them, else those that istiods name and that it may get. */
async function readSecrets(
  connection: ClusterConnection,
  istiods: Promise<Read<IstiodClusters[]>>,
  signal?: AbortSignal,
): Promise<SecretsReading> {
  const namespace = controlPlaneNamespace(connection.details);
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  try {
    const { items } = await connection.request<{ items?: SecretReading[] }>({
      path,
      query: { labelSelector: `${REMOTE_SECRET_LABEL}=true` },
      timeoutMs: TIMEOUT_MS,
      signal,
      // The credentials are gone before the next one is read.
      mapItem: item => secretReading(item as KubernetesObject),
    });
    return {
      secrets: (items ?? []).sort((a, b) => (a.name < b.name ? -1 : 1)),
    };
  } catch (error) {
    if (!isForbidden(error)) {
      throw error;
    }
  }
  const said = await istiods;
  const named = new Set(
    ('value' in said ? said.value : [])
      .flatMap(({ clusters = [] }) => clusters)
      .map(({ secretName }) => secretName)
      .filter(name => name.startsWith(`${namespace}/`))
      .map(name => name.slice(namespace.length + 1)),
  );
  const secrets: SecretReading[] = [];
  for (const name of [...named].sort()) {
    try {
      const secret = await findObject(connection, `${path}/${name}`);
      if (secret) {
        secrets.push(secretReading(secret));
      }
    } catch (error) {
      // It stays among those that are not known.
      if (!isForbidden(error)) {
        throw error;
      }
    }
  }
  return {
    secrets,
    more: `Meshport’s account in ${connection.details.name} may not list Secrets in namespace ${namespace}, and may not read this one by name; docs/rbac/README.md (Links of remote clusters) tells of both rights.`,
  };
}

function isForbidden(error: unknown): boolean {
  return error instanceof KubernetesStatusError && error.code === 403;
}

function secretReading(secret: KubernetesObject): SecretReading {
  const { name, namespace = '', uid = '', creationTimestamp } = secret.metadata;
  const owner = findGitOwner(secret);
  return {
    namespace,
    name,
    uid,
    ...(creationTimestamp ? { created: creationTimestamp } : {}),
    managers: [
      ...managersOf(secret),
      ...(owner ? [`${owner.tool} ${owner.name}`] : []),
    ],
    entries: remoteSecretFacts(secret),
  };
}

/** Istio's chart writes them for `global.remotePilotAddress` (remote-istiod-endpointslices.yaml). */
async function readTold(
  connection: ClusterConnection,
  signal?: AbortSignal,
): Promise<ToldAddress[]> {
  const { name } = connection.details;
  const namespace = controlPlaneNamespace(connection.details);
  const { items } = await connection.request<{ items?: KubernetesObject[] }>({
    path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  return (items ?? []).flatMap(slice => {
    const service = slice.metadata.labels?.['kubernetes.io/service-name'] ?? '';
    const isOurs = /^istiod(-|$)/.test(service);
    // Where Kubernetes keeps them, they are pods of the cluster itself.
    const byHand =
      slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'] !==
      'endpointslice-controller.k8s.io';
    return isOurs && byHand
      ? (slice.endpoints ?? []).flatMap((one: { addresses?: string[] }) =>
          (one.addresses ?? []).map(address => ({
            address,
            by: `EndpointSlice ${namespace}/${slice.metadata.name} of ${name}`,
          })),
        )
      : [];
  });
}

/** Words for an answer of a cluster; what is none of it is thrown. */
function whyNot(
  error: unknown,
  connection: ClusterConnection,
  what: string,
  file: string,
): string {
  const { name } = connection.details;
  const namespace = controlPlaneNamespace(connection.details);
  return whyNotRead(
    error,
    connection,
    what,
    `Meshport’s account in ${name} may not list ${what} in namespace ${namespace}; an administrator can bind docs/rbac/${file} there.`,
  );
}
