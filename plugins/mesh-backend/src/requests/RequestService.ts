import { randomUUID } from 'crypto';
import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import {
  ApproveMeshRequest,
  ChangeMeshRequest,
  EditMeshRequest,
  LinkMeshRequest,
  meshRequestApprovePermission,
  meshRequestCreatePermission,
  meshRequestRetirePermission,
  MeshRequestDetail,
  RejectMeshRequest,
} from '@meshport/backstage-plugin-mesh-common';
import { actorOf, Caller, refuseProgram } from './access/callers';
import { KindPermissions } from './access/KindPermissions';
import { RequestRight } from './access/RequestAuthorizer';
import { Approvals } from './Approvals';
import { RequestIntake } from './RequestIntake';
import { RequestReader } from './RequestReader';
import {
  DraftEvent,
  refuseOtherPlan,
  requestNotFound,
  withStatuses,
} from './requestSteps';
import { resourceOf } from './requestViews';
import { statusAfter } from './lifecycle';
import { CreateInput } from './routes/requestInput';
import { RequestStore, RowChange, StoredRequest } from './store';

/** The steps that people take with requests; every one checks for itself. */
export class RequestService {
  readonly #store: RequestStore;
  readonly #intake: RequestIntake;
  readonly #reader: RequestReader;
  readonly #approvals: Approvals;
  readonly #kindPermissions: KindPermissions;
  readonly #now: () => number;
  readonly #refuseWrites: () => void;
  readonly #onChanged: () => void;

  constructor(options: {
    store: RequestStore;
    intake: RequestIntake;
    reader: RequestReader;
    approvals: Approvals;
    kindPermissions: KindPermissions;
    now: () => number;
    /** Throws when writing is switched off. */
    refuseWrites: () => void;
    /** Wakes the worker after a commit. */
    onChanged: () => void;
  }) {
    this.#store = options.store;
    this.#intake = options.intake;
    this.#reader = options.reader;
    this.#approvals = options.approvals;
    this.#kindPermissions = options.kindPermissions;
    this.#now = options.now;
    this.#refuseWrites = options.refuseWrites;
    this.#onChanged = options.onChanged;
  }

  /** Asks for something; the same idempotency key gives the same request. */
  async create(
    input: CreateInput,
    caller: Caller,
  ): Promise<{ request: MeshRequestDetail; created: boolean }> {
    this.#refuseWrites();
    const inputHash = this.#intake.hashOf(input);
    const earlier =
      input.idempotencyKey &&
      (await this.#store.findByKey(caller.userRef, input.idempotencyKey));
    if (earlier) {
      return this.#earlier(earlier, inputHash, caller);
    }
    const taken = await this.#intake.take(input, caller);
    const now = this.#now();
    const made = await this.#store.create(
      {
        id: randomUUID(),
        requester: caller.userRef,
        inputHash,
        idempotencyKey: input.idempotencyKey,
        ...(input.pullRequestUrl
          ? { pullRequest: { url: input.pullRequestUrl, state: 'open' } }
          : {}),
        expiresAt: now + taken.expiresAfterMs,
        approverGroups: taken.waitsFor,
        planned: taken.planned,
      },
      withStatuses([], taken.events),
      now,
    );
    if (!made.created) {
      const winner = await this.#store.findByKey(
        caller.userRef,
        input.idempotencyKey!,
      );
      return this.#earlier(winner!, inputHash, caller);
    }
    this.#onChanged();
    return { request: await this.#detail(made.id, caller), created: true };
  }

  async #earlier(
    earlier: { id: string; inputHash: string },
    inputHash: string,
    caller: Caller,
  ) {
    if (earlier.inputHash !== inputHash) {
      throw new ConflictError(
        'idempotencyKey: was used before for something else; choose another',
      );
    }
    return { request: await this.#detail(earlier.id, caller), created: false };
  }

  /** A person's yes; with the last one that is needed it goes on. */
  async approve(id: string, body: ApproveMeshRequest, caller: Caller) {
    return this.#decide(
      'endorsed',
      id,
      body,
      caller,
      async (request, right) => {
        const { events, waitsFor } = await this.#approvals.approve(
          request,
          caller,
          { reason: body.reason, decision: right.decision },
        );
        return { events, change: { approverGroups: waitsFor } };
      },
    );
  }

  /** A person's no, with the reason. */
  async reject(id: string, body: RejectMeshRequest, caller: Caller) {
    return this.#decide(
      'rejected',
      id,
      body,
      caller,
      async (request, right) => {
        const { policies, groups } = await this.#approvals.standing(
          request,
          caller,
        );
        return {
          events: [
            {
              type: 'rejected',
              actor: actorOf(caller),
              reason: body.reason,
              policies,
              proof: {
                permission: meshRequestApprovePermission.name,
                decision: right.decision,
                groups,
              },
            },
          ],
          change: { approverGroups: [] },
        };
      },
    );
  }

  /** What approve and reject have in common: a person, the plan that was shown, the permission. */
  async #decide(
    type: 'endorsed' | 'rejected',
    id: string,
    { contentHash }: { contentHash: string },
    caller: Caller,
    decide: (
      request: StoredRequest,
      right: RequestRight,
    ) => Promise<{ events: DraftEvent[]; change: RowChange }>,
  ) {
    this.#refuseWrites();
    refuseProgram(caller, 'a decision about a request');
    const { request, rights } = await this.#open(id, caller);
    this.#refuse(rights.approve, request, meshRequestApprovePermission.name);
    refuseOtherPlan(request, contentHash);
    statusAfter(request.history, type);
    const { events, change } = await decide(request, rights.approve);
    return this.#append(request, events, change, caller);
  }

  /** Agrees for the owner of the beneficiary. */
  async agree(id: string, body: ApproveMeshRequest, caller: Caller) {
    this.#refuseWrites();
    refuseProgram(caller, 'an agreement');
    const { request } = await this.#open(id, caller);
    refuseOtherPlan(request, body.contentHash);
    statusAfter(request.history, 'agreed');
    const { events, waitsFor } = await this.#approvals.agree(
      request,
      caller,
      body.reason,
    );
    return this.#append(request, events, { approverGroups: waitsFor }, caller);
  }

  /** Withdraws one's own request, or cancels another's. */
  async cancel(id: string, body: ChangeMeshRequest, caller: Caller) {
    this.#refuseWrites();
    const { request, rights } = await this.#open(id, caller);
    const own = request.requester === caller.userRef;
    if (own) {
      this.#refuse(rights.create, request, meshRequestCreatePermission.name);
    } else {
      this.#refuse(rights.retire, request, meshRequestRetirePermission.name);
    }
    refuseOtherPlan(request, body.contentHash);
    const type = own ? 'withdrawn' : 'cancelled';
    return this.#append(
      request,
      [{ type, actor: actorOf(caller), reason: body.reason }],
      { approverGroups: [], fenceOff: true, problem: null, progress: null },
      caller,
    );
  }

  /** Puts a new plan in place of the one that waits; approvals start anew. */
  async edit(id: string, body: EditMeshRequest, caller: Caller) {
    this.#refuseWrites();
    const { request, rights } = await this.#open(id, caller);
    this.#refuse(rights.create, request, meshRequestCreatePermission.name);
    refuseOtherPlan(request, body.contentHash);
    statusAfter(request.history, 'edited');
    const taken = await this.#intake.retake(request, body, caller);
    return this.#append(
      request,
      taken.events,
      {
        planned: taken.planned,
        lastEditor: caller.userRef,
        approverGroups: taken.waitsFor,
        expiresAt: this.#now() + taken.expiresAfterMs,
        nextAttemptAt: this.#now(),
      },
      caller,
    );
  }

  /** Names the pull request, or says how it stands. */
  async link(id: string, body: LinkMeshRequest, caller: Caller) {
    this.#refuseWrites();
    const { request, rights } = await this.#open(id, caller);
    this.#refuse(rights.create, request, meshRequestCreatePermission.name);
    if (request.delivery !== 'git') {
      throw new InputError(
        'pullRequestUrl: this request is applied by Meshport and has no pull request',
      );
    }
    return this.#append(
      request,
      [{ type: 'linked', actor: actorOf(caller), reason: body.pullRequestUrl }],
      {
        pullRequest: { url: body.pullRequestUrl, state: body.state ?? 'open' },
        ...(request.status === 'provisioning'
          ? { nextAttemptAt: this.#now() }
          : {}),
      },
      caller,
    );
  }

  /** Goes on with a request that failed, by the plan that was approved. */
  async retry(id: string, body: ChangeMeshRequest, caller: Caller) {
    this.#refuseWrites();
    const { request, rights } = await this.#open(id, caller);
    this.#refuse(rights.create, request, meshRequestCreatePermission.name);
    refuseOtherPlan(request, body.contentHash);
    await this.#intake.refuseWithoutApproval(request, caller);
    return this.#append(
      request,
      [{ type: 'retried', actor: actorOf(caller), reason: body.reason }],
      {
        problem: null,
        progress: null,
        failures: 0,
        nextAttemptAt: this.#now(),
      },
      caller,
    );
  }

  /** Has removed what the request made. */
  async retire(id: string, body: ChangeMeshRequest, caller: Caller) {
    this.#refuseWrites();
    const { request, rights } = await this.#open(id, caller);
    this.#refuse(rights.retire, request, meshRequestRetirePermission.name);
    await this.#kindPermissions.refuse('retire', request, caller.credentials);
    refuseOtherPlan(request, body.contentHash);
    statusAfter(request.history, 'retireRequested');
    const kept = await this.#reader.keptBecause(request);
    if (kept) {
      throw new ConflictError(kept);
    }
    const successor = await this.#reader.successorOf(request);
    if (successor) {
      throw new ConflictError(
        `request ${successor} has taken over since what this one made; retire that one instead`,
      );
    }
    return this.#append(
      request,
      [
        {
          type: 'retireRequested',
          actor: actorOf(caller),
          reason: body.reason,
          proof: {
            permission: meshRequestRetirePermission.name,
            decision: rights.retire.decision,
          },
        },
      ],
      {
        fenceOff: true,
        problem: null,
        progress: null,
        failures: 0,
        // A write that is under way has ended when its lease has.
        nextAttemptAt: Math.max(this.#now(), request.leaseUntil ?? 0),
      },
      caller,
    );
  }

  async #open(id: string, caller: Caller) {
    const request = await this.#store.find(id);
    const rights = await this.#reader.rightsOf(caller.credentials);
    if (!request || !rights.read.allows(resourceOf(request))) {
      throw requestNotFound(id);
    }
    return { request, rights };
  }

  #refuse(right: RequestRight, request: StoredRequest, permission: string) {
    if (!right.allows(resourceOf(request))) {
      throw new NotAllowedError(
        `you may not do this with requests of kind ${request.kind} there; ask an administrator for ${permission}`,
      );
    }
  }

  async #append(
    request: StoredRequest,
    events: DraftEvent[],
    change: RowChange,
    caller: Caller,
  ): Promise<MeshRequestDetail> {
    await this.#store.append(
      request.id,
      request.sequence,
      withStatuses(request.history, events),
      change,
      this.#now(),
    );
    this.#onChanged();
    return this.#detail(request.id, caller);
  }

  #detail(id: string, caller: Caller): Promise<MeshRequestDetail> {
    return this.#reader.detailOwn(id, caller);
  }
}
