import {
  ClusterConnection,
  KubernetesObject,
  KubernetesStatusError,
} from '../../clusters';
import { fingerprintsIn } from './gates';

/** Where istiod keeps the roots for agents that start or connect anew. */
export const ROOT_MAP = 'istio-ca-root-cert';

/**
 * Namespaces whose ConfigMap `istio-ca-root-cert` lacks one of the roots: an
 * agent that connects to istiod anew there would refuse what a new authority
 * signed for istiod itself.
 *
 * @param of - `namespaces`: those that matter; `home`: that of the control
 * plane, which is enough where nothing else may be read
 * @returns empty when none does
 * @throws errors of `request`, but for a right that is missing
 */
export async function rootMapsBehind(
  connection: ClusterConnection,
  of: { namespaces: ReadonlySet<string>; home: string; roots: string[] },
  signal: AbortSignal,
): Promise<string[]> {
  const maps = await listMaps(connection, of.home, signal);
  return maps
    .filter(
      ({ metadata: { namespace = '' }, data }) =>
        (namespace === of.home || of.namespaces.has(namespace)) &&
        !holds(data?.['root-cert.pem'] ?? '', of.roots),
    )
    .map(({ metadata }) => metadata.namespace ?? '')
    .sort();
}

async function listMaps(
  connection: ClusterConnection,
  home: string,
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  const list = async (path: string) =>
    (
      await connection.request<{ items?: KubernetesObject[] }>({
        path,
        query: { fieldSelector: `metadata.name=${ROOT_MAP}` },
        signal,
      })
    ).items ?? [];
  try {
    return await list('/api/v1/configmaps');
  } catch (error) {
    if (error instanceof KubernetesStatusError && error.code === 403) {
      return list(`/api/v1/namespaces/${home}/configmaps`);
    }
    throw error;
  }
}

function holds(pem: string, roots: string[]): boolean {
  const known = fingerprintsIn(pem);
  return roots.every(root => known.includes(root));
}
