import {
  meshRemoteClusterLeavePermission,
  RequestDelivery,
  RequestFinding,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import {
  RequestDraft,
  RequestKind,
  RequestObservation,
  RequestPlanCall,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { Join, remoteSecretName } from '../join/Join';
import { PairParameters, PAIR_SCHEMA, readPair } from '../join/joinParameters';
import { wordsOf } from '../join/madeObjects';
import { RemoteClusterContext } from '../join/RemoteClusterContext';
import { joinOf, targetsOf } from '../join/pairRequests';
import { leave, surroundingsOf } from './leave';
import { LeavePlan, primaryPlan, remotePlan } from './leavePlan';

/** A primary that is to read a remote cluster no more, asked for. */
export class RemoteClusterLeaveKind implements RequestKind {
  readonly name = 'remote-cluster-leave';
  readonly title = 'Leaving of a remote cluster';
  readonly schema = PAIR_SCHEMA;
  readonly renderer = { name: '@meshport/istio/multicluster', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly permissions = { create: meshRemoteClusterLeavePermission };
  readonly withoutPolicy = 'approval' as const;
  readonly doneBecause = 'The remote has left; join it to have it again.';
  readonly #context: RemoteClusterContext;

  constructor(context: RemoteClusterContext) {
    this.#context = context;
  }

  async plan(
    parameters: unknown,
    _call: RequestPlanCall,
  ): Promise<RequestDraft> {
    const { primary, remote } = readPair(parameters).pair;
    const join = await joinOf(this.#context, { primary, remote });
    return {
      title: `Leaving of remote cluster ${remote} from ${primary}`,
      subject: `${primary}/${remote}`,
      targets: targetsOf(join),
      parameters: { primary, remote, join: join.id },
      objects: [],
      alsoKinds: ['remote-cluster-join'],
      statements: [
        `The istiods of ${primary} forget cluster ${remote}: workloads of ${primary} no longer call those of ${remote}, and istiod no longer takes the identities that ${remote} vouches for.`,
        `Only what the join made is deleted, in this order: Secret ${
          join.primaryNamespace
        }/${remoteSecretName(
          join,
        )} of ${primary}, then the token's Secret in ${remote}, then the reader, unless another uses it or Helm manages it.`,
      ],
    };
  }

  async check(plan: RequestPlan, _call: RequestPlanCall): Promise<void> {
    const { primary, remote } = parametersOf(plan);
    this.#context.pairs.connections({ primary, remote });
  }

  /** Each thing that would be deleted, in order, and what stays and why. */
  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const join = await this.#find(plan);
    if (!join) {
      return [];
    }
    const { primary, remote } = this.#context.pairs.connections(join);
    const first = await primaryPlan(join, primary);
    try {
      const rest = await remotePlan(
        join,
        remote,
        await surroundingsOf(this.#context),
      );
      return findingsOf({
        deletes: [...first.deletes, ...rest.deletes],
        keeps: [...first.keeps, ...rest.keeps],
      });
    } catch (error) {
      if ((error as Error).name !== 'ServiceUnavailableError') {
        throw error;
      }
      return [...findingsOf(first), silent(join, error as Error)];
    }
  }

  async provision(work: RequestWork): Promise<void> {
    const join = await this.#find(work.plan);
    if (join) {
      await leave(this.#context, join, work);
    }
  }

  async observe({ plan }: RequestWork): Promise<RequestObservation> {
    return (await this.#find(plan))
      ? { state: 'waiting', message: 'It is not left yet.' }
      : { state: 'ready', message: 'What the join made is gone.' };
  }

  /** What is deleted does not come back; ask for a join anew. */
  async retire(): Promise<void> {}

  /** Undefined once it has left, also when it was joined anew since. */
  async #find(plan: RequestPlan): Promise<Join | undefined> {
    const { primary, remote, join } = parametersOf(plan);
    const found = await this.#context.store.find(primary, remote);
    return found?.id === join ? found : undefined;
  }
}

function parametersOf(plan: RequestPlan): PairParameters & { join: string } {
  return plan.parameters as unknown as PairParameters & { join: string };
}

/** The steps in their order, and what stays. */
function findingsOf({ deletes, keeps }: LeavePlan): RequestFinding[] {
  return [
    ...deletes.map(({ object, effect }, index) => ({
      code: 'REMOTE_DELETES',
      severity: 'info' as const,
      message: `Step ${index + 1} of ${deletes.length}: ${wordsOf(
        object,
      )} is deleted in cluster ${object.cluster}: ${effect}.`,
    })),
    ...keeps.map(({ object, why }) => ({
      code: 'REMOTE_KEEPS',
      severity: 'info' as const,
      message: `${wordsOf(object)} stays in cluster ${object.cluster}: ${why}.`,
    })),
  ];
}

function silent(join: Join, { message }: Error): RequestFinding {
  return {
    code: 'REMOTE_SILENT',
    severity: 'warning',
    message: `What is taken away from cluster ${join.remote} is not known (${message}). The istiods of ${join.primary} forget it all the same.`,
    mend: 'The token stays valid until the cluster answers; then the request goes on by itself.',
  };
}
