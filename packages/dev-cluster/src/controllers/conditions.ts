import { timestamp, type KubeObject } from '../objects';

/** The conditions Available and Progressing; times change only with them. */
export function conditions(
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
