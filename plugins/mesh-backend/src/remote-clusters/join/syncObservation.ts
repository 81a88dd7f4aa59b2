import { RequestObservation } from '@meshport/backstage-plugin-mesh-node';
import { ClusterConnection } from '../../clusters/types';
import { readEvidence } from '../tokens/istiodEvidence';

/** Whether every istiod of a primary has read a remote cluster, in words. */
export async function syncObservation(
  primary: ClusterConnection,
  of: { clusterId: string; secretName: string; signal?: AbortSignal },
): Promise<RequestObservation> {
  const istiods = await readEvidence(primary, of.clusterId, {
    signal: of.signal,
  });
  const { name } = primary.details;
  if (!istiods.length) {
    return { state: 'waiting', message: `No istiod runs in cluster ${name}.` };
  }
  const mute = istiods.filter(one => one.failure);
  if (mute.length) {
    // Nobody can wait for what cannot be seen.
    return {
      state: 'ready',
      message: `The Secret is in cluster ${name}. Whether istiod has read ${of.clusterId} cannot be seen: ${mute[0].failure}`,
    };
  }
  const other = istiods.find(
    one => one.secretName !== undefined && one.secretName !== of.secretName,
  );
  if (other) {
    return {
      state: 'failed',
      message: `istiod ${other.pod} has cluster ${of.clusterId} from Secret ${other.secretName}, not from ${of.secretName}.`,
      mend: 'Have that Secret removed; then retry.',
    };
  }
  const left = istiods.filter(one => one.status !== 'synced');
  if (!left.length) {
    return {
      state: 'ready',
      message: `All ${istiods.length} istiods of ${name} have read ${of.clusterId}.`,
    };
  }
  const words = left.map(({ pod, status }) => `${pod}: ${status}`).join(', ');
  return {
    state: 'waiting',
    message: `istiod has not read ${of.clusterId} yet (${words}).${
      left.some(({ status }) => status === 'timeout')
        ? ' It cannot reach the API server, or is refused there: see remote.server of the cluster in mesh.clusters, and the network between.'
        : ''
    }`,
  };
}
