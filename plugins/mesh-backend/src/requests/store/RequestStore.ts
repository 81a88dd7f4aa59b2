import {
  AppliedObject,
  MeshRequest,
  RequestActor,
  RequestEvent,
  RequestEventType,
  RequestFinding,
  RequestPlan,
  RequestProblem,
  RequestPullRequest,
  RequestStatus,
} from '@meshport/backstage-plugin-mesh-common';
import { RequestObjectReference } from '@meshport/backstage-plugin-mesh-node';

/** What the clusters showed when a plan was made; shown and compared, never hashed. */
export interface PlanFacts {
  diff: AppliedObject[];
  findings: RequestFinding[];
  /** UID of each object of the plan that was there, by `keyOf`; null for one that was not. */
  presence: Record<string, string | null>;
  /** Objects that were not there when it was first asked for: what it makes. */
  made: { cluster: string; object: RequestObjectReference }[];
}

/** One row of the history as it is stored. Times are milliseconds since 1970. */
export interface StoredEvent extends Omit<RequestEvent, 'at'> {
  at: number;
  /** The attempt during which it was written; 0 before the first. */
  attempt: number;
  /** Which permission was decided how, and by which group; for auditors. */
  proof?: Record<string, string | string[]>;
}

/** A step to append. */
export interface NewEvent {
  type: RequestEventType;
  status: RequestStatus;
  actor: RequestActor;
  reason?: string;
  mend?: string;
  policies?: string[];
  proof?: StoredEvent['proof'];
}

/** A request as it is stored, without its plan and history. Times are milliseconds since 1970. */
export interface RequestRow
  extends Omit<MeshRequest, 'createdAt' | 'updatedAt' | 'expiresAt'> {
  subject: string;
  inputHash: string;
  idempotencyKey?: string;
  createdAt: number;
  updatedAt: number;
  expiresAt?: number;
  /** Number of the last row of its history. */
  sequence: number;
  /** Fencing token. */
  attempt: number;
  leaseOwner?: string;
  leaseUntil?: number;
  nextAttemptAt: number;
  /** Tries in a row that failed for something that can pass. */
  failures: number;
}

/** A request whole. */
export interface StoredRequest extends RequestRow {
  plan: RequestPlan;
  facts: PlanFacts;
  history: StoredEvent[];
}

/** A plan and what belongs to it. */
export interface NewPlan {
  plan: RequestPlan;
  /** Canonical JSON of `plan`. */
  text: string;
  contentHash: string;
  subject: string;
  targets: MeshRequest['targets'];
  facts: PlanFacts;
}

/** A request to store. */
export interface NewRequest {
  id: string;
  requester: string;
  inputHash: string;
  idempotencyKey?: string;
  pullRequest?: RequestPullRequest;
  expiresAt?: number;
  /** Groups that it waits for. */
  approverGroups: string[];
  planned: NewPlan;
}

/** Proof that a worker still holds a request. */
export interface Fence {
  id: string;
  owner: string;
  attempt: number;
}

/** What a write changes beside the history. */
export interface RowChange {
  pullRequest?: RequestPullRequest;
  expiresAt?: number | null;
  approverGroups?: string[];
  lastEditor?: string;
  planned?: NewPlan;
  /** The facts of the plan as it is. */
  facts?: PlanFacts;
  problem?: RequestProblem | null;
  progress?: string | null;
  nextAttemptAt?: number;
  failures?: number;
  /** Ends the lease of whoever works on it: what that one writes later is refused. */
  fenceOff?: boolean;
  /** Gives the lease up with this write. */
  release?: boolean;
}

/** Conditions of a list, from a filter and from permissions. */
export type RequestCondition =
  | { all: RequestCondition[] }
  | { any: RequestCondition[] }
  | { not: RequestCondition }
  | { field: RequestField; in: string[] }
  /** Every target, or any one. */
  | {
      target: { clusters?: string[]; namespaces?: string[]; owners?: string[] };
      match: 'all' | 'any';
    }
  /** It waits for one of these groups. */
  | { waitsFor: string[] }
  | { titleContains: string };

/** Columns that lists are narrowed by. */
export type RequestField =
  | 'id'
  | 'kind'
  | 'status'
  | 'requester'
  | 'beneficiary'
  | 'subject';

/** Something of the history that has not left yet. */
export interface OutgoingEvent {
  request: RequestRow;
  event: StoredEvent;
  approverGroups: string[];
  eventSent: boolean;
  notified: boolean;
  sendAttempts: number;
}

/**
 * Where requests are kept. Every method is one transaction; times are
 * milliseconds since 1970 and come from the caller.
 */
export interface RequestStore {
  /**
   * Stores a request with the first steps of its history. When the requester
   * used the idempotency key before, nothing is stored and that request comes
   * back.
   */
  create(
    request: NewRequest,
    events: NewEvent[],
    now: number,
  ): Promise<{ id: string; created: boolean }>;
  find(id: string): Promise<StoredRequest | undefined>;
  /** The request that a requester made with an idempotency key. */
  findByKey(
    requester: string,
    idempotencyKey: string,
  ): Promise<{ id: string; inputHash: string } | undefined>;
  /** Newest first. */
  list(options: {
    where: RequestCondition;
    limit: number;
    offset: number;
  }): Promise<{ items: RequestRow[]; total: number }>;
  /**
   * Appends steps for a person; throws `ConflictError` when the request has
   * moved on from `sequence`.
   */
  append(
    id: string,
    sequence: number,
    events: NewEvent[],
    change: RowChange,
    now: number,
  ): Promise<void>;
  /**
   * Claims what is due, each by one conditional update: of several instances
   * one gets it.
   */
  claim(options: {
    owner: string;
    now: number;
    leaseMs: number;
    limit: number;
  }): Promise<Fence[]>;
  /** Throws `LeaseLostError` when somebody else holds it, or nobody. */
  renew(fence: Fence, leaseUntil: number, now: number): Promise<void>;
  /** As `append` for the holder of the lease; throws `LeaseLostError`. */
  appendFenced(
    fence: Fence,
    events: NewEvent[],
    change: RowChange,
    now: number,
  ): Promise<void>;
  /** Claims what has to be sent; `owner` of nothing, since sending twice is allowed. */
  claimOutgoing(options: {
    now: number;
    leaseMs: number;
    limit: number;
  }): Promise<OutgoingEvent[]>;
  markSent(
    of: { requestId: string; sequence: number },
    what: { event?: boolean; notification?: boolean },
    now: number,
  ): Promise<void>;
  /** Puts the sending off. */
  delaySending(
    of: { requestId: string; sequence: number },
    until: number,
  ): Promise<void>;
  /** Identifiers of requests that wait for people and are past their time. */
  expired(now: number, limit: number): Promise<string[]>;
  /** Requests that have ended before a time, and all whose events have left. */
  purgeable(before: number, limit: number): Promise<RequestRow[]>;
  /** Removes a request whole; false when it was gone already. */
  purge(id: string): Promise<boolean>;
}

/** Names an object of a plan in `PlanFacts.presence`. */
export function keyOf(
  cluster: string,
  object: {
    apiVersion: string;
    kind: string;
    namespace?: string;
    name: string;
  },
): string {
  const group = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')[0]
    : '';
  return [
    cluster,
    group,
    object.kind,
    object.namespace ?? '',
    object.name,
  ].join('|');
}
