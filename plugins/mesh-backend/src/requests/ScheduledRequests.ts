import { randomUUID } from 'crypto';
import { AuthService } from '@backstage/backend-plugin-api';
import {
  MESH_PORTAL_REF,
  RequestStatus,
} from '@meshport/backstage-plugin-mesh-common';
import { allGiven, Approvals, Decidable } from './Approvals';
import { canonicalJson, sha256 } from './canonicalJson';
import { PeopleDirectory } from './PeopleDirectory';
import { approvalOf, approvalsGiven, isComplete } from './policy/approval';
import { RequestPlanner } from './RequestPlanner';
import { DraftEvent, withStatuses } from './requestSteps';
import { waitingFor } from './requestViews';
import { RequestStore } from './store';

/** What the portal itself asks for. */
export interface ScheduledRequest {
  kind: string;
  parameters: Record<string, unknown>;
  /** The same for what may be asked for once only, whichever instance asks. */
  key: string;
  /** Who approves it reads this. */
  reason: string;
  /**
   * The request whose approvers approved this one in advance. It counts as far
   * as they may approve it today; the rest is asked for.
   */
  approvedWith?: string;
}

/** How a request that was opened is, for whoever opened it. */
export interface ScheduledState {
  id: string;
  key: string;
  status: RequestStatus;
  /** Entity references of those who have to approve it. */
  waitsFor: string[];
  /** What keeps it from getting on. */
  problem?: string;
}

const SYSTEM = { type: 'system' as const };
/** Who hands on an approval that was given before, as the history shows it. */
const VIA = 'plugin:mesh';

/**
 * Requests that the portal opens by itself when something is due. They take the
 * one path of all requests: plan, policy, approval, check before the write. They
 * do not expire, since what they are for does not wait either.
 */
export class ScheduledRequests {
  readonly #store: Pick<RequestStore, 'create' | 'find' | 'findByKey'>;
  readonly #planner: RequestPlanner;
  readonly #approvals: Approvals;
  readonly #directory: Pick<PeopleDirectory, 'groupsOf'>;
  readonly #auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  readonly #now: () => number;
  readonly #onChanged: () => void;

  constructor(options: {
    store: Pick<RequestStore, 'create' | 'find' | 'findByKey'>;
    planner: RequestPlanner;
    approvals: Approvals;
    directory: Pick<PeopleDirectory, 'groupsOf'>;
    auth: Pick<AuthService, 'getOwnServiceCredentials'>;
    now: () => number;
    /** Wakes the worker after a commit. */
    onChanged: () => void;
  }) {
    this.#store = options.store;
    this.#planner = options.planner;
    this.#approvals = options.approvals;
    this.#directory = options.directory;
    this.#auth = options.auth;
    this.#now = options.now;
    this.#onChanged = options.onChanged;
  }

  /** How the request is that was opened with a key; undefined where none was, or it is kept no longer. */
  async look(key: string): Promise<ScheduledState | undefined> {
    const found = await this.#store.findByKey(MESH_PORTAL_REF, key);
    const request = found && (await this.#store.find(found.id));
    if (!request) {
      return undefined;
    }
    const { id, status, problem } = request;
    return {
      id,
      key,
      status,
      waitsFor:
        status === 'requested'
          ? waitingFor(await this.#approvals.state(request))
          : [],
      ...(problem ? { problem: problem.cause } : {}),
    };
  }

  /**
   * Opens a request unless one was opened with its key. Errors as those of the
   * kind's plan and check; nothing is stored then.
   */
  async open(
    request: ScheduledRequest,
  ): Promise<{ id: string; created: boolean }> {
    const { kind, parameters, key, reason, approvedWith } = request;
    const earlier = await this.#store.findByKey(MESH_PORTAL_REF, key);
    if (earlier) {
      return { id: earlier.id, created: false };
    }
    const credentials = await this.#auth.getOwnServiceCredentials();
    const input = { kind, parameters, delivery: 'apply' as const };
    const draft = await this.#planner.draft(input, credentials);
    const facts = await this.#planner.examine(draft, credentials);
    const given = await this.#given(
      {
        plan: draft.plan,
        delivery: 'apply',
        targets: draft.targets,
        requester: MESH_PORTAL_REF,
      },
      approvedWith,
    );
    const made = await this.#store.create(
      {
        id: randomUUID(),
        requester: MESH_PORTAL_REF,
        inputHash: sha256(canonicalJson(input)),
        idempotencyKey: key,
        approverGroups: given.waitsFor,
        planned: { ...draft, facts },
      },
      withStatuses(
        [],
        [
          {
            type: 'requested',
            actor: SYSTEM,
            reason,
            policies: given.policies,
          },
          ...given.events,
        ],
      ),
      this.#now(),
    );
    if (made.created) {
      this.#onChanged();
    }
    return made;
  }

  /** What is demanded, and what of it was approved in advance. */
  async #given(
    request: Decidable,
    approvedWith: string | undefined,
  ): Promise<{ policies: string[]; events: DraftEvent[]; waitsFor: string[] }> {
    const decision = await this.#approvals.decide(request);
    const { policies } = decision;
    let approval = approvalOf(decision, [], {});
    if (isComplete(approval)) {
      return { policies, events: [allGiven(approval)], waitsFor: [] };
    }
    const events: DraftEvent[] = [];
    for (const userRef of await this.#approversOf(approvedWith)) {
      const groups = await this.#directory.groupsOf(userRef);
      const open = approval.demands
        .filter(one => !one.approvedBy)
        .filter(one => one.approverGroups.some(ref => groups.includes(ref)))
        .map(one => one.policy);
      if (open.length) {
        approval = {
          ...approval,
          demands: approval.demands.map(one =>
            open.includes(one.policy) ? { ...one, approvedBy: userRef } : one,
          ),
        };
        events.push({
          type: isComplete(approval) ? 'approved' : 'endorsed',
          actor: { type: 'user', entityRef: userRef, via: VIA },
          reason: `Approved in advance with request ${approvedWith}.`,
          policies: open,
          proof: { approvedWith: approvedWith!, groups },
        });
      }
    }
    return {
      policies,
      events,
      waitsFor: isComplete(approval) ? [] : waitingFor(approval),
    };
  }

  /** Who approved a request as it was carried out. */
  async #approversOf(id: string | undefined): Promise<string[]> {
    const request = id ? await this.#store.find(id) : undefined;
    return request
      ? [
          ...new Set(
            approvalsGiven(request.history, request.contentHash).map(
              ({ userRef }) => userRef,
            ),
          ),
        ]
      : [];
  }
}
