import { TetrateOnboardingAnswer } from '@meshport/backstage-plugin-mesh-common';
import {
  ClusterUnreachableError,
  KubernetesStatusError,
} from '../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../clusters/types';

const GROUP = '/apis/cert-manager.io/v1';

type Issuers = TetrateOnboardingAnswer['certificateIssuers'];

/**
 * Issuers of cert-manager that could keep a certificate in these namespaces, for
 * a form to offer; where they may not be read it offers none, and they can be
 * typed.
 */
export async function certificateIssuers(
  connection: ClusterConnection,
  namespaces: readonly string[],
): Promise<Issuers> {
  const found = await Promise.all([
    list(connection, `${GROUP}/clusterissuers`, 'ClusterIssuer'),
    ...[...new Set(namespaces)].map(namespace =>
      list(connection, `${GROUP}/namespaces/${namespace}/issuers`, 'Issuer'),
    ),
  ]);
  return found.flat();
}

async function list(
  connection: ClusterConnection,
  path: string,
  kind: Issuers[number]['kind'],
): Promise<Issuers> {
  try {
    const { items } = await connection.request<{ items: KubernetesObject[] }>({
      path,
      timeoutMs: 3_000,
    });
    return items.map(({ metadata }) => ({ kind, name: metadata.name }));
  } catch (error) {
    if (
      error instanceof KubernetesStatusError ||
      error instanceof ClusterUnreachableError
    ) {
      return [];
    }
    throw error;
  }
}
