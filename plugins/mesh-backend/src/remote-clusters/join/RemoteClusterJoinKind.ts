import { InputError } from '@backstage/errors';
import {
  meshRemoteClusterJoinPermission,
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
import { leave } from '../leave/leave';
import { JOIN_SCHEMA, readJoinParameters } from './joinParameters';
import { Join, remoteSecretName, TokenKind } from './Join';
import { ensureReader } from './reader';
import { externalSecretOf } from './externalSecret';
import { installCredential } from './installCredential';
import { nameOf, PrimarySecret } from './PrimarySecret';
import { wordsOf } from './madeObjects';
import { Pair } from './Pairs';
import { RemoteClusterContext } from './RemoteClusterContext';
import { targetsOf } from './pairRequests';
import { joinStatements } from './statements';
import { syncObservation } from './syncObservation';

/** A remote cluster that a primary is to read, asked for. */
export class RemoteClusterJoinKind implements RequestKind {
  readonly name = 'remote-cluster-join';
  readonly title = 'Remote cluster';
  readonly schema = JOIN_SCHEMA;
  readonly renderer = { name: '@meshport/istio/multicluster', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply', 'git'];
  readonly permissions = {
    create: meshRemoteClusterJoinPermission,
    retire: meshRemoteClusterLeavePermission,
  };
  // Two owners give something away that they cannot see the use of.
  readonly withoutPolicy = 'approval' as const;
  readonly readyWithinSeconds = 600;
  readonly #context: RemoteClusterContext;

  constructor(context: RemoteClusterContext) {
    this.#context = context;
  }

  async plan(
    parameters: unknown,
    call: RequestPlanCall,
  ): Promise<RequestDraft> {
    const asked = readJoinParameters(parameters);
    const { token, asIstioctl } = asked;
    const pair = await this.#context.pairs.of(asked.primary, asked.remote);
    const settings = this.#context.tokenSettings();
    const objects =
      call.delivery === 'git'
        ? [externalSecretOf(pair, this.#context.externalSecrets())]
        : [];
    return {
      title: `Remote cluster ${pair.remote} of ${pair.primary}`,
      subject: `${pair.primary}/${pair.remote}`,
      targets: targetsOf(pair),
      parameters: { ...pair, token, asIstioctl },
      objects: objects.map(manifest => ({ cluster: pair.primary, manifest })),
      placeholders: [
        {
          name: 'token',
          description: `Minted in ${pair.remote} and written to ${wordsOf(
            nameOf({ ...pair }),
          )} of ${pair.primary}; nobody is shown it`,
        },
      ],
      statements: joinStatements(pair, { token, asIstioctl, settings }),
    };
  }

  async check(plan: RequestPlan, _call: RequestPlanCall): Promise<void> {
    const { pair } = parametersOf(plan);
    const { pairs, store } = this.#context;
    await pairs.check(pair);
    if (plan.delivery === 'git') {
      return;
    }
    const known = await store.find(pair.primary, pair.remote);
    if (known?.joinedAt !== undefined) {
      throw new InputError(
        `remote: ${pair.remote} is joined to ${pair.primary} already; rotate its token, or have it leave`,
      );
    }
    await new PrimarySecret(pairs.connections(pair).primary).refuseAnother({
      ...pair,
      made: known?.made ?? [],
    });
  }

  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const { pair } = parametersOf(plan);
    return this.#context.preflight(pair.primary, pair.remote);
  }

  async provision(work: RequestWork): Promise<void> {
    const { pair, token, asIstioctl } = parametersOf(work.plan);
    const { pairs, store } = this.#context;
    const now = await pairs.of(pair.primary, pair.remote);
    pairs.refuseChanged(now, pair);
    await pairs.refuseServer(pair);
    const connections = pairs.connections(pair);
    await work.keepLease();
    const begun = await store.begin({
      ...pair,
      requestId: work.requestId,
      state: 'joining',
      tokenKind: token,
      asIstioctl,
      made: [],
    });
    await this.#context.hold(begun.id, work, async hold => {
      if (hold.join.state === 'leaving') {
        throw new InputError(
          `remote: ${pair.remote} is leaving ${pair.primary}; ask anew when it has left`,
        );
      }
      if (hold.join.joinedAt !== undefined) {
        return;
      }
      // An earlier request may have begun it and failed.
      await hold.note({
        ...pair,
        tokenKind: token,
        asIstioctl,
        requestId: work.requestId,
      });
      await new PrimarySecret(connections.primary).refuseAnother(hold.join);
      await ensureReader(hold, connections.remote);
      await installCredential(hold, {
        ...connections,
        kind: token,
        settings: this.#context.tokenSettings(),
        hide: secret => work.hide(secret),
        now: () => this.#context.now(),
      });
    });
  }

  async observe({ plan, signal }: RequestWork): Promise<RequestObservation> {
    const { pair } = parametersOf(plan);
    const { primary } = this.#context.pairs.connections(pair);
    return syncObservation(primary, {
      clusterId: pair.clusterId,
      secretName: `${pair.primaryNamespace}/${remoteSecretName(pair)}`,
      signal,
    });
  }

  /** The same as leaving, of the join that this request made. */
  async retire(work: RequestWork): Promise<void> {
    const { pair } = parametersOf(work.plan);
    const { primary, remote } = pair;
    const join = await this.#context.store.find(primary, remote);
    // A later request may have joined them anew.
    if (join?.requestId === work.requestId) {
      await leave(this.#context, join, work);
    }
  }
}

function parametersOf(plan: RequestPlan): {
  pair: Pair;
  token: TokenKind;
  asIstioctl: boolean;
} {
  const { token, asIstioctl, ...pair } = plan.parameters as unknown as Pair &
    Pick<Join, 'asIstioctl'> & { token: TokenKind };
  return { pair, token, asIstioctl };
}
