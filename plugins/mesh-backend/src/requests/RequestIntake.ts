import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import {
  EditMeshRequest,
  meshNamespaceApplyPermission,
  meshRequestCreatePermission,
  RequestApproval,
  RequestFinding,
} from '@meshport/backstage-plugin-mesh-common';
import { actorOf, Caller } from './access/callers';
import { KindPermissions, NamespaceRights } from './access/KindPermissions';
import { RequestAuthorizer } from './access/RequestAuthorizer';
import { allGiven, Approvals, Decidable } from './Approvals';
import { canonicalJson, sha256 } from './canonicalJson';
import { PeopleDirectory } from './PeopleDirectory';
import { approvalOf, isComplete } from './policy/approval';
import { PolicyDecision } from './policy/RequestPolicies';
import { DraftPlan, PlanInput, RequestPlanner } from './RequestPlanner';
import { DraftEvent } from './requestSteps';
import { waitingFor } from './requestViews';
import { CreateInput } from './routes/requestInput';
import { NewPlan, StoredRequest } from './store';

/** A request that may be asked for. */
export interface TakenRequest {
  planned: NewPlan;
  approval: RequestApproval;
  events: DraftEvent[];
  /** Entity references of those that it waits for. */
  waitsFor: string[];
  expiresAfterMs: number;
}

/** Takes requests in: plan, permission, policy, in this order, and only then the clusters. */
export class RequestIntake {
  readonly #planner: RequestPlanner;
  readonly #approvals: Approvals;
  readonly #directory: PeopleDirectory;
  readonly #authorizer: RequestAuthorizer;
  readonly #meshAuthorizer: NamespaceRights;
  readonly #kindPermissions: KindPermissions;

  constructor(options: {
    planner: RequestPlanner;
    approvals: Approvals;
    directory: PeopleDirectory;
    authorizer: RequestAuthorizer;
    meshAuthorizer: NamespaceRights;
    kindPermissions: KindPermissions;
  }) {
    this.#planner = options.planner;
    this.#approvals = options.approvals;
    this.#directory = options.directory;
    this.#authorizer = options.authorizer;
    this.#meshAuthorizer = options.meshAuthorizer;
    this.#kindPermissions = options.kindPermissions;
  }

  /** What makes two inputs the same for an idempotency key. */
  hashOf({ idempotencyKey, ...input }: CreateInput): string {
    return sha256(canonicalJson(input));
  }

  /** Checks an input whole; stores nothing. */
  async take(input: CreateInput, caller: Caller): Promise<TakenRequest> {
    const { decision, draft, right } = await this.#permit(
      input,
      caller,
      caller.userRef,
    );
    return this.#finish(draft, decision, caller, {
      type: 'requested',
      actor: actorOf(caller),
      reason: input.reason,
      policies: decision.policies,
      proof: {
        permission: meshRequestCreatePermission.name,
        decision: right.decision,
      },
    });
  }

  /** The same for a new plan in place of one that waits. */
  async retake(
    request: StoredRequest,
    body: EditMeshRequest,
    caller: Caller,
  ): Promise<TakenRequest> {
    const { kind, delivery, beneficiary } = request;
    const { decision, draft, right } = await this.#permit(
      { kind, delivery, beneficiary, parameters: body.parameters },
      caller,
      request.requester,
    );
    if (draft.contentHash === request.contentHash) {
      throw new InputError('parameters: make the same plan as before');
    }
    return this.#finish(draft, decision, caller, {
      type: 'edited',
      actor: actorOf(caller),
      reason: body.reason,
      policies: decision.policies,
      proof: {
        permission: meshRequestCreatePermission.name,
        decision: right.decision,
      },
    });
  }

  /**
   * Throws `NotAllowedError` where no approval stands between the caller and
   * the cluster and the caller may not write there directly either.
   */
  async refuseWithoutApproval(
    request: Decidable,
    caller: Caller,
  ): Promise<void> {
    const decision = await this.#approvals.decide(request);
    await this.#refuseDirectWrite(decision, request, caller);
  }

  async #permit(input: PlanInput, caller: Caller, requester: string) {
    const draft = await this.#planner.draft(input, caller.credentials);
    const [right] = await this.#authorizer.rights(caller.credentials, [
      meshRequestCreatePermission,
    ]);
    const resource = { kind: input.kind, targets: draft.targets, requester };
    if (!right.allows(resource)) {
      const places = draft.targets
        .map(({ cluster, namespace }) =>
          namespace ? `${namespace} in cluster ${cluster}` : cluster,
        )
        .join(', ');
      throw new NotAllowedError(
        `you may not ask for requests of kind ${input.kind} in ${places}; ask an administrator for ${meshRequestCreatePermission.name}`,
      );
    }
    await this.#kindPermissions.refuse('create', resource, caller.credentials);
    const subject = {
      ...resource,
      plan: draft.plan,
      delivery: input.delivery,
    };
    const decision = await this.#approvals.decide(subject);
    if (decision.forbidsDelivery.length) {
      throw new NotAllowedError(
        `delivery: policy ${decision.forbidsDelivery.join(
          ', ',
        )} does not allow ${input.delivery} here; choose the other way`,
      );
    }
    await this.#refuseDirectWrite(decision, subject, caller);
    return { draft, decision, right };
  }

  async #refuseDirectWrite(
    decision: PolicyDecision,
    { delivery, targets }: Pick<StoredRequest, 'delivery' | 'targets'>,
    caller: Caller,
  ): Promise<void> {
    if (decision.approvalNeeded || delivery === 'git') {
      return;
    }
    const mayApply = await this.#meshAuthorizer.namespaceFilter(
      caller.credentials,
      meshNamespaceApplyPermission,
    );
    const denied = targets.filter(
      ({ cluster, namespace }) =>
        namespace !== undefined &&
        !mayApply(this.#meshAuthorizer.namespaceResource(cluster, namespace)),
    );
    if (denied.length) {
      throw new NotAllowedError(
        `no approval is needed there, so you need ${
          meshNamespaceApplyPermission.name
        } for ${denied
          .map(one => `${one.namespace} in cluster ${one.cluster}`)
          .join(', ')}; ask its owner or an administrator`,
      );
    }
  }

  async #finish(
    draft: DraftPlan,
    decision: PolicyDecision,
    caller: Caller,
    first: DraftEvent,
  ): Promise<TakenRequest> {
    const owner = await this.#beneficiaryOwner(draft, decision);
    const facts = await this.#planner.examine(draft, caller.credentials);
    if (!decision.approvalNeeded) {
      refuseErrors(facts.findings);
    }
    const agrees =
      decision.beneficiaryMustAgree &&
      (await this.#approvals.isOwner(caller.userRef, owner));
    const approval = approvalOf(decision, [], {
      owner,
      ...(agrees ? { agreedBy: caller.userRef } : {}),
    });
    const events: DraftEvent[] = [first];
    if (agrees) {
      events.push({ type: 'agreed', actor: actorOf(caller) });
    }
    const complete = isComplete(approval);
    if (complete) {
      events.push(allGiven(approval));
    }
    return {
      planned: { ...draft, facts },
      approval,
      events,
      waitsFor: complete ? [] : waitingFor(approval),
      expiresAfterMs: decision.expiresAfterMs,
    };
  }

  async #beneficiaryOwner(
    { plan: { beneficiary } }: DraftPlan,
    decision: PolicyDecision,
  ): Promise<string | undefined> {
    if (!beneficiary) {
      if (decision.beneficiaryMustAgree) {
        throw new InputError(
          'beneficiary: a policy wants its owner to agree; name the catalog entity that it is for',
        );
      }
      return undefined;
    }
    if (!(await this.#directory.exists(beneficiary))) {
      throw new InputError(
        `beneficiary: there is no ${beneficiary} in the catalog; name an entity that exists`,
      );
    }
    const owner = await this.#directory.ownerOf(beneficiary);
    if (!owner && decision.beneficiaryMustAgree) {
      throw new InputError(
        `beneficiary: ${beneficiary} has no owner who could agree; give it one in the catalog`,
      );
    }
    return owner;
  }
}

/** Where nobody looks at it first, nothing with an error goes on. */
function refuseErrors(findings: RequestFinding[]): void {
  const errors = findings.filter(one => one.severity === 'error');
  if (errors.length) {
    throw new ConflictError(
      errors
        .map(
          ({ code, message, mend }) =>
            `${code}: ${message}${mend ? `; ${mend}` : ''}`,
        )
        .join('\n'),
    );
  }
}
