import { ApplyReport } from '@meshport/backstage-plugin-mesh-common';
import {
  ClusterUnreachableError,
  KubernetesStatusError,
} from '../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../clusters/types';
import { describePods } from './podProblems';

const POLL_MS = 1000;

/** Where a Deployment stands: ready, not yet, or never without help. */
export interface RolloutState {
  state: 'ready' | 'waiting' | 'failed';
  message: string;
}

/** A Deployment that is to be ready. */
export interface AwaitedDeployment {
  namespace: string;
  name: string;
  /** What is said while somebody else has not made it yet; without it, one that is not there was deleted. */
  whenMissing?: string;
}

/**
 * Waits until a Deployment has rolled out its newest specification, by the
 * rules of `kubectl rollout status`.
 *
 * @param seconds - longest time to wait.
 * @param signal - ends the waiting early, for a caller who is gone.
 *
 * Not becoming ready, and a cluster that stops answering, are answers in
 * words, no errors: the objects are applied by then.
 */
export async function waitForDeployment(
  connection: ClusterConnection,
  deployment: AwaitedDeployment,
  options: { seconds: number; signal?: AbortSignal },
): Promise<NonNullable<ApplyReport['readiness']>> {
  const started = Date.now();
  const deadline = started + options.seconds * 1000;
  for (;;) {
    const rollout = await rolloutState(connection, deployment);
    const waitedSeconds = Math.round((Date.now() - started) / 1000);
    const over =
      rollout.state !== 'waiting' ||
      Date.now() + POLL_MS > deadline ||
      options.signal?.aborted;
    if (over) {
      return {
        ready: rollout.state === 'ready',
        message: rollout.message,
        waitedSeconds,
      };
    }
    await pause(POLL_MS, options.signal);
  }
}

/** Looks once where a Deployment stands; a cluster that does not answer is waiting. */
export async function rolloutState(
  connection: ClusterConnection,
  { namespace, name, whenMissing }: AwaitedDeployment,
): Promise<RolloutState> {
  const what = `Deployment ${namespace}/${name}`;
  try {
    const deployment = await connection.request<KubernetesObject>({
      path: `/apis/apps/v1/namespaces/${encodeURIComponent(
        namespace,
      )}/deployments/${encodeURIComponent(name)}`,
    });
    const rollout = rolloutOf(deployment);
    return rollout.state === 'ready'
      ? rollout
      : {
          ...rollout,
          message: `${rollout.message}: ${await describePods(
            connection,
            deployment,
          )}`,
        };
  } catch (error) {
    if (error instanceof ClusterUnreachableError) {
      return {
        state: 'waiting',
        message: `${what}: cluster ${connection.details.name} stopped answering`,
      };
    }
    if (error instanceof KubernetesStatusError) {
      if (error.code === 404) {
        return whenMissing
          ? { state: 'waiting', message: whenMissing }
          : { state: 'failed', message: `${what} was deleted meanwhile` };
      }
      return {
        state: 'waiting',
        message: `${what} cannot be read: ${error.message}`,
      };
    }
    throw error;
  }
}

function rolloutOf(deployment: KubernetesObject): RolloutState {
  const { namespace, name, generation = 0 } = deployment.metadata;
  const what = `Deployment ${namespace}/${name}`;
  const wanted: number = deployment.spec?.replicas ?? 1;
  const status = deployment.status ?? {};
  const { updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status;
  if ((status.observedGeneration ?? 0) < generation) {
    return {
      state: 'waiting',
      message: `${what} has not been taken up by the cluster yet`,
    };
  }
  const progressing = conditionOf(deployment, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return {
      state: 'failed',
      message: `${what} made no progress within its deadline`,
    };
  }
  const ready =
    updatedReplicas >= wanted &&
    replicas <= updatedReplicas &&
    availableReplicas >= updatedReplicas;
  if (ready) {
    return {
      state: 'ready',
      message: `${what} is ready, ${availableReplicas} of ${wanted} pods`,
    };
  }
  const failure = conditionOf(deployment, 'ReplicaFailure');
  return {
    state: 'waiting',
    message: `${what} is not ready, ${Math.min(
      availableReplicas,
      updatedReplicas,
    )} of ${wanted} pods${
      failure?.status === 'True' ? ` (${failure.message})` : ''
    }`,
  };
}

function conditionOf(
  object: KubernetesObject,
  type: string,
): { status?: string; reason?: string; message?: string } | undefined {
  return (object.status?.conditions ?? []).find(
    (condition: { type: string }) => condition.type === type,
  );
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
