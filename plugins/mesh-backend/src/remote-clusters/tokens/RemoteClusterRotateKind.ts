import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  meshRemoteClusterRotatePermission,
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
import {
  isTokenKind,
  JOIN_SCHEMA,
  PairParameters,
  readPair,
} from '../join/joinParameters';
import { Join, TOKEN_KINDS, TokenKind } from '../join/Join';
import { RemoteClusterContext } from '../join/RemoteClusterContext';
import { joinOf, targetsOf } from '../join/pairRequests';
import { tokenStatement } from '../join/statements';
import { missingFixes } from './istioFixes';
import { readEvidence } from './istiodEvidence';
import { beginRotation, endRotation } from './rotate';

/** A new token for a remote cluster that was joined, asked for. */
export class RemoteClusterRotateKind implements RequestKind {
  readonly name = 'remote-cluster-rotate';
  readonly title = 'New token of a remote cluster';
  readonly schema: JsonObject = {
    ...JOIN_SCHEMA,
    properties: Object.fromEntries(
      Object.entries(JOIN_SCHEMA.properties as JsonObject).filter(
        ([name]) => name !== 'asIstioctl',
      ),
    ),
  };
  readonly renderer = { name: '@meshport/istio/multicluster', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly permissions = { create: meshRemoteClusterRotatePermission };
  readonly withoutPolicy = 'approval' as const;
  readonly readyWithinSeconds = 600;
  readonly doneBecause =
    'The new token is in use; ask for another to change it.';
  readonly #context: RemoteClusterContext;

  constructor(context: RemoteClusterContext) {
    this.#context = context;
  }

  async plan(
    parameters: unknown,
    _call: RequestPlanCall,
  ): Promise<RequestDraft> {
    const { pair, fields } = readPair(parameters, ['token']);
    if (fields.token !== undefined && !isTokenKind(fields.token)) {
      throw new InputError(`token: use ${TOKEN_KINDS.join(' or ')}`);
    }
    const { primary, remote } = pair;
    const join = await joinOf(this.#context, { primary, remote });
    const token = (fields.token ?? join.tokenKind) as TokenKind;
    return {
      title: `New token of remote cluster ${remote} of ${primary}`,
      subject: `${primary}/${remote}`,
      targets: targetsOf(join),
      parameters: { primary, remote, token, join: join.id },
      objects: [],
      alsoKinds: ['remote-cluster-join'],
      statements: [
        tokenStatement(remote, token, this.#context.tokenSettings()),
        join.current?.shared
          ? `The old token is that of the Secret which istioctl takes. Others may use it, so it stays valid; whoever knows them all can delete Secret ${join.remoteNamespace}/${join.current.secret.name} in ${remote}.`
          : `The old token is taken back once every istiod of ${primary} uses the new one.`,
      ],
    };
  }

  async check(plan: RequestPlan, _call: RequestPlanCall): Promise<void> {
    const { primary, remote } = parametersOf(plan);
    const join = await joinOf(this.#context, { primary, remote });
    this.#context.pairs.connections(join);
    if (join.joinedAt === undefined) {
      throw new InputError(
        `remote: ${remote} is not joined to ${primary} yet; wait until it is`,
      );
    }
  }

  /** What the istiods of the primary may do when the Secret changes. */
  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const join = await this.#find(plan);
    if (!join || join.previous) {
      return [];
    }
    const { primary } = this.#context.pairs.connections(join);
    const istiods = await readEvidence(primary, join.clusterId, {
      details: true,
    });
    const versions = istiods.map(({ version }) => version);
    return missingFixes(versions, this.#context.istioFixes()).map(
      ({ issue, defect }) => ({
        code: 'ISTIOD_ROTATION',
        severity: 'warning' as const,
        message: `Not every istiod of ${join.primary} (${
          versions
            .map(one => one ?? 'of a version that is not known')
            .join(', ') || 'none runs'
        }) has the fix of ${issue}: ${defect}.`,
        mend: 'Upgrade Istio first; or do it at a quiet time, and be ready to restart istiod. Whether its endpoints came back is looked at.',
      }),
    );
  }

  async provision(work: RequestWork): Promise<void> {
    const join = await this.#find(work.plan);
    if (!join) {
      throw new InputError('remote: it was left meanwhile; nothing is to do');
    }
    const { token } = parametersOf(work.plan);
    const connections = this.#context.pairs.connections(join);
    await this.#context.hold(join.id, work, async hold => {
      if (hold.join.requestedBy === work.requestId) {
        // Its own token is written: the rest is looked after while it is watched.
        return;
      }
      await beginRotation(hold, {
        ...connections,
        pairs: this.#context.pairs,
        kind: token,
        settings: this.#context.tokenSettings(),
        hide: secret => work.hide(secret),
        now: () => this.#context.now(),
      });
      await hold.note({ requestedBy: work.requestId });
    });
  }

  async observe(work: RequestWork): Promise<RequestObservation> {
    const join = await this.#find(work.plan);
    if (!join) {
      return { state: 'ready', message: 'The remote has left.' };
    }
    const connections = this.#context.pairs.connections(join);
    const now = () => this.#context.now();
    const { state, message } = await this.#context.hold(join.id, work, hold =>
      endRotation(hold, { ...connections, now }),
    );
    switch (state) {
      case 'taken':
        return { state: 'ready', message };
      case 'lost':
        return {
          state: 'failed',
          message,
          mend: `Restart the istiods of ${join.primary}, then retry; the old token stays valid until then.`,
        };
      case 'unseen':
        return {
          state: 'failed',
          message,
          mend: 'Give the right that is named, then retry; the old token stays valid until then.',
        };
      default:
        return { state: 'waiting', message };
    }
  }

  /** A new token takes no other away that could come back. */
  async retire(): Promise<void> {}

  async #find(plan: RequestPlan): Promise<Join | undefined> {
    const { primary, remote, join } = parametersOf(plan);
    const found = await this.#context.store.find(primary, remote);
    return found?.id === join ? found : undefined;
  }
}

function parametersOf(
  plan: RequestPlan,
): PairParameters & { join: string; token: TokenKind } {
  return plan.parameters as unknown as PairParameters & {
    join: string;
    token: TokenKind;
  };
}
