import { InputError } from '@backstage/errors';
import { RemoteSetupRequest } from '@meshport/backstage-plugin-mesh-common';
import { SetupPrimary, SetupRemote } from '@meshport/istio';
import { controlPlaneNamespace } from '../../clusters';
import { controlPlanesIn } from '../../entities/controlPlanes';
import { meshConfigOf } from '../../entities/meshConfig';
import { ClusterInventory } from '../../inventory';
import { networkOf } from '../links/topology';

/** What a set-up takes of a cluster with, or for, a control plane. */
export function primaryFacts(
  cluster: ClusterInventory,
  request: Pick<RemoteSetupRequest, 'revision' | 'meshId'>,
): SetupPrimary {
  return {
    ...remoteFacts(cluster),
    meshId: request.meshId ?? '',
    trustDomain: meshConfigOf(cluster).trustDomain ?? 'cluster.local',
    revision: revisionOf(cluster, request.revision),
  };
}

/** What a set-up takes of a cluster without one. */
export function remoteFacts(cluster: ClusterInventory): SetupRemote {
  return {
    name: cluster.details.name,
    clusterId: cluster.istioId.id,
    network: networkOf(cluster) ?? '',
    namespace: controlPlaneNamespace(cluster.details),
  };
}

/** The revision asked for, else the only one; empty for the default. */
function revisionOf(
  cluster: ClusterInventory,
  wanted: string | undefined,
): string {
  const known = controlPlanesIn(cluster).map(({ revision }) => revision);
  if (wanted !== undefined) {
    if (known.length > 0 && !known.includes(wanted)) {
      throw new InputError(
        `revision: ${cluster.details.name} runs ${known.join(
          ', ',
        )}; choose one of them`,
      );
    }
    return wanted === 'default' ? '' : wanted;
  }
  if (known.length > 1) {
    throw new InputError(
      `revision: ${cluster.details.name} runs ${known.join(
        ', ',
      )}; name the one that is to serve the remote`,
    );
  }
  const [only = 'default'] = known;
  return only === 'default' ? '' : only;
}
