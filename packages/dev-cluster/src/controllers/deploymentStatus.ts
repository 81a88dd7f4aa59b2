import { timestamp, type KubeObject } from '../objects';
import { isReady } from './pods';

// Times change only with what they are about.
function conditions(
  deployment: KubeObject,
  state: { available: boolean; replicaSet: string; isDone: boolean },
) {
  const previous: any[] = deployment.status?.conditions ?? [];
  const now = timestamp();
  const make = (
    type: string,
    holds: boolean,
    reason: string,
    message: string,
  ) => {
    const old = previous.find(each => each.type === type);
    const status = holds ? 'True' : 'False';
    const isSame = old?.status === status && old.reason === reason;
    return {
      type,
      status,
      lastUpdateTime: isSame ? old.lastUpdateTime : now,
      lastTransitionTime: old?.status === status ? old.lastTransitionTime : now,
      reason,
      message,
    };
  };
  return [
    state.available
      ? make(
          'Available',
          true,
          'MinimumReplicasAvailable',
          'Deployment has minimum availability.',
        )
      : make(
          'Available',
          false,
          'MinimumReplicasUnavailable',
          'Deployment does not have minimum availability.',
        ),
    make(
      'Progressing',
      true,
      state.isDone ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
      `ReplicaSet "${state.replicaSet}" ${
        state.isDone ? 'has successfully progressed.' : 'is progressing.'
      }`,
    ),
  ];
}

const withoutZeros = (counts: Record<string, number | undefined>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));

/** The status of a Deployment with these pods. */
export function deploymentStatus(
  deployment: KubeObject,
  replicaSet: KubeObject,
  pods: { wanted: number; selected: KubeObject[]; updated: KubeObject[] },
): Record<string, unknown> {
  const { wanted, selected, updated } = pods;
  const ready = selected.filter(isReady).length;
  const readyUpdated = updated.filter(isReady).length;
  return {
    ...withoutZeros({
      observedGeneration: deployment.metadata.generation,
      replicas: selected.length,
      updatedReplicas: updated.length,
      readyReplicas: ready,
      availableReplicas: ready,
      unavailableReplicas: Math.max(wanted - ready, 0),
    }),
    terminatingReplicas: 0,
    conditions: conditions(deployment, {
      // At most a quarter, rounded down, may be missing.
      available: ready >= wanted - Math.floor(wanted / 4),
      replicaSet: replicaSet.metadata.name!,
      isDone: readyUpdated >= wanted && selected.length === wanted,
    }),
  };
}

/** The status of a ReplicaSet with these pods. */
export function replicaSetStatus(
  replicaSet: KubeObject,
  pods: KubeObject[],
): Record<string, unknown> {
  const ready = pods.filter(isReady).length;
  return {
    replicas: pods.length,
    ...withoutZeros({
      fullyLabeledReplicas: pods.length,
      readyReplicas: ready,
      availableReplicas: ready,
      observedGeneration: replicaSet.metadata.generation,
    }),
    terminatingReplicas: 0,
  };
}
