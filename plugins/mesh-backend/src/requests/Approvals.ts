import { ConflictError, NotAllowedError } from '@backstage/errors';
import {
  meshRequestApprovePermission,
  RequestApproval,
} from '@meshport/backstage-plugin-mesh-common';
import { actorOf, Caller } from './access/callers';
import { KindRegistry } from './KindRegistry';
import { PeopleDirectory } from './PeopleDirectory';
import {
  agreementGiven,
  approvalOf,
  approvalsGiven,
  isComplete,
} from './policy/approval';
import { PolicyDecision, RequestPolicies } from './policy/RequestPolicies';
import { waitingFor } from './requestViews';
import { DraftEvent } from './requestSteps';
import { StoredRequest } from './store';

/** What policies look at. */
export type Decidable = Pick<
  StoredRequest,
  'plan' | 'delivery' | 'targets' | 'requester'
>;

/** Says who may approve what, and whether that is enough. */
export class Approvals {
  readonly #kinds: KindRegistry;
  readonly #policies: RequestPolicies;
  readonly #directory: PeopleDirectory;

  constructor(options: {
    kinds: KindRegistry;
    policies: RequestPolicies;
    directory: PeopleDirectory;
  }) {
    this.#kinds = options.kinds;
    this.#policies = options.policies;
    this.#directory = options.directory;
  }

  /** What the policies demand of a request now. */
  decide(request: Decidable): Promise<PolicyDecision> {
    const { kind, alsoKinds = [] } = request.plan;
    return this.#policies.decide({
      kinds: [kind, ...alsoKinds].map(name => this.#kinds.get(name)),
      delivery: request.delivery,
      targets: request.targets,
      requester: request.requester,
    });
  }

  /** What is demanded now, and what of it is given. */
  async state(request: StoredRequest): Promise<RequestApproval> {
    const owner =
      request.beneficiary &&
      (await this.#directory.ownerOf(request.beneficiary));
    return approvalOf(
      await this.decide(request),
      approvalsGiven(request.history, request.contentHash),
      {
        owner,
        agreedBy: agreementGiven(request.history, request.contentHash),
      },
    );
  }

  /** Entity references of those that it waits for when all is to be given anew. */
  async demanded(request: StoredRequest): Promise<string[]> {
    const state = await this.state(request);
    return waitingFor({
      ...state,
      agreedBy: undefined,
      demands: state.demands.map(({ policy, approverGroups }) => ({
        policy,
        approverGroups,
      })),
    });
  }

  /**
   * For which policies a person may decide; throws `NotAllowedError` when for
   * none: with no policy nobody may, nor may who asked or made the plan.
   */
  async standing(
    request: StoredRequest,
    caller: Caller,
  ): Promise<{ policies: string[]; groups: string[] }> {
    if (caller.userRef === request.requester) {
      throw new NotAllowedError(
        'you asked for this yourself; somebody else has to decide about it',
      );
    }
    if (caller.userRef === request.lastEditor) {
      throw new NotAllowedError(
        'you made the plan as it is now; somebody else has to decide about it',
      );
    }
    const { demands } = await this.decide(request);
    const named = [...new Set(demands.flatMap(one => one.approverGroups))];
    if (!named.length) {
      throw new NotAllowedError(
        'no policy names who may decide about this request; an administrator has to add one to mesh.requests.policies',
      );
    }
    const groups = await this.#directory.groupsOf(caller.userRef);
    const policies = demands
      .filter(one => one.approverGroups.some(group => groups.includes(group)))
      .map(one => one.policy);
    if (!policies.length) {
      throw new NotAllowedError(
        `only members of ${named.join(', ')} may decide about this request`,
      );
    }
    return { policies, groups: named.filter(one => groups.includes(one)) };
  }

  /** The steps of a person's yes. */
  async approve(
    request: StoredRequest,
    caller: Caller,
    { reason, decision }: { reason?: string; decision: string },
  ): Promise<{ events: DraftEvent[]; waitsFor: string[] }> {
    const { policies, groups } = await this.standing(request, caller);
    const before = await this.state(request);
    const open = policies.filter(policy =>
      before.demands.some(one => one.policy === policy && !one.approvedBy),
    );
    if (!open.length) {
      throw new ConflictError(
        'what you can give is given already; others have to approve it too',
      );
    }
    const after: RequestApproval = {
      ...before,
      demands: before.demands.map(demand =>
        open.includes(demand.policy)
          ? { ...demand, approvedBy: caller.userRef }
          : demand,
      ),
    };
    const complete = isComplete(after);
    return {
      events: [
        {
          type: complete ? 'approved' : 'endorsed',
          actor: actorOf(caller),
          reason,
          policies: open,
          proof: {
            permission: meshRequestApprovePermission.name,
            decision,
            groups,
          },
        },
      ],
      waitsFor: complete ? [] : waitingFor(after),
    };
  }

  /** Whether a person is the owner of a beneficiary or of its group. */
  async isOwner(userRef: string, owner: string | undefined): Promise<boolean> {
    return (
      owner !== undefined &&
      (owner === userRef ||
        (await this.#directory.groupsOf(userRef)).includes(owner))
    );
  }

  /** The steps of an agreement by the owner of the beneficiary. */
  async agree(
    request: StoredRequest,
    caller: Caller,
    reason: string | undefined,
  ): Promise<{ events: DraftEvent[]; waitsFor: string[] }> {
    const before = await this.state(request);
    if (!before.beneficiaryMustAgree) {
      throw new ConflictError('no policy asks for the agreement of the owner');
    }
    if (before.agreedBy) {
      throw new ConflictError(`${before.agreedBy} has agreed already`);
    }
    if (!(await this.isOwner(caller.userRef, before.beneficiaryOwner))) {
      throw new NotAllowedError(
        `only ${
          before.beneficiaryOwner ?? 'the owner of the beneficiary'
        } may agree for ${request.beneficiary}`,
      );
    }
    const after = { ...before, agreedBy: caller.userRef };
    const events: DraftEvent[] = [
      { type: 'agreed', actor: actorOf(caller), reason },
    ];
    if (isComplete(after)) {
      events.push(allGiven(after));
    }
    return {
      events,
      waitsFor: isComplete(after) ? [] : waitingFor(after),
    };
  }
}

/** The step that follows when nothing more is demanded. */
export function allGiven(approval: RequestApproval): DraftEvent {
  return {
    type: 'approved',
    actor: { type: 'system' },
    reason: approval.needed
      ? 'Everything that is demanded is given.'
      : approval.explanation,
    policies: approval.demands.map(demand => demand.policy),
  };
}
