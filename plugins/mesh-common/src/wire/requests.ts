import { AppliedObject } from './manifests';
import { ObjectReference } from './policies';

/**
 * Where a request stands. It is derived from the history.
 *
 * - `requested`: waits for approval.
 * - `approved`: waits for its turn; nothing is written yet.
 * - `provisioning`: is being written, or waits until what was written is ready;
 *   with delivery `git`, until the cluster shows what was approved.
 * - `ready`: is there as approved.
 * - `failed`: stopped; `problem` says why and how to mend it.
 * - `rejected`, `cancelled`, `expired`: ended before anything was written.
 * - `retiring`, `retired`: is being removed, is removed.
 */
export type RequestStatus =
  | 'requested'
  | 'approved'
  | 'provisioning'
  | 'ready'
  | 'failed'
  | 'rejected'
  | 'cancelled'
  | 'expired'
  | 'retiring'
  | 'retired';

/** Every status, in the order of a request's life. */
export const REQUEST_STATUSES: readonly RequestStatus[] = [
  'requested',
  'approved',
  'provisioning',
  'ready',
  'failed',
  'rejected',
  'cancelled',
  'expired',
  'retiring',
  'retired',
];

/**
 * One step of a request's life.
 *
 * - `endorsed`: one of several approvals that are needed.
 * - `agreed`: the owner of the beneficiary agrees.
 * - `sentBack`: something changed since the approval; it is needed again.
 * - `applying`, `applied`: before the first and after the last write.
 * - `withdrawn`: cancelled by the requester.
 * - `linked`: a pull request was named, or its state.
 * - `downloaded`, `redeemed`: a bundle for a virtual machine was given away.
 */
export type RequestEventType =
  | 'requested'
  | 'edited'
  | 'agreed'
  | 'endorsed'
  | 'approved'
  | 'rejected'
  | 'withdrawn'
  | 'cancelled'
  | 'expired'
  | 'sentBack'
  | 'started'
  | 'applying'
  | 'applied'
  | 'ready'
  | 'failed'
  | 'retried'
  | 'linked'
  | 'downloaded'
  | 'redeemed'
  | 'retireRequested'
  | 'retired';

/** Requester of what the portal itself asks for when it is due; no entity of the catalog. */
export const MESH_PORTAL_REF = 'plugin:default/mesh';

/** Who did something: a person, or Meshport itself. */
export interface RequestActor {
  type: 'user' | 'system';
  /** Entity reference of the person, e.g. `user:default/ann`. */
  entityRef?: string;
  /** The plugin that called for the person, e.g. `plugin:scaffolder`. */
  via?: string;
}

/** One row of a request's history; never rewritten. */
export interface RequestEvent {
  /** 1 for the first. */
  sequence: number;
  type: RequestEventType;
  /** The status after it. */
  status: RequestStatus;
  /** ISO 8601. */
  at: string;
  actor: RequestActor;
  /** Why: the person's words, or the cause of a failure. */
  reason?: string;
  /** How to mend it, for `failed` and `sentBack`. */
  mend?: string;
  /** SHA-256 (hexadecimal) of the plan that it was about. */
  contentHash: string;
  /** Names of the policies under which it was decided. */
  policies?: string[];
}

/** How a request reaches the cluster. */
export type RequestDelivery = 'apply' | 'git';

/** A place that a request touches. */
export interface RequestTarget {
  cluster: string;
  /** Absent for something of the whole cluster. */
  namespace?: string;
  /** Entity references of the namespace's owners when it was requested. */
  owners: string[];
}

/** Something worth knowing about a plan before it is approved. */
export interface RequestFinding {
  /** A code that people can look up, e.g. `IST0109`. */
  code: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  /** How to mend it. */
  mend?: string;
  object?: ObjectReference;
  /** Where in the object, e.g. `spec.http[0].route`. */
  path?: string;
}

/** A value that is made only when it is needed, and so is in no plan. */
export interface RequestPlaceholder {
  /** As it stands in the manifests, e.g. `join-token`. */
  name: string;
  description: string;
}

/**
 * What is approved: without secrets, and stored as canonical JSON (object keys
 * sorted, no spaces) whose SHA-256 is the content hash.
 */
export interface RequestPlan {
  formatVersion: 1;
  kind: string;
  title: string;
  /** What made the manifests; a newer one changes no plan that is stored. */
  renderer: { name: string; version: string };
  delivery: RequestDelivery;
  /** Entity reference of whom it is for. */
  beneficiary?: string;
  targets: { cluster: string; namespace?: string }[];
  parameters: Record<string, unknown>;
  /** In the order in which they are applied. */
  objects: { cluster: string; manifest: Record<string, unknown> }[];
  placeholders: RequestPlaceholder[];
  /** Sentences that the approver accepts beside the manifests. */
  statements: string[];
  /** Other kinds whose policies apply too, since it can do what they do. */
  alsoKinds?: string[];
}

/** One policy's demand on a request, and whether it is met. */
export interface RequestApprovalDemand {
  /** Name of the policy. */
  policy: string;
  /** Entity references of the groups whose members may approve. */
  approverGroups: string[];
  /** Entity reference of who approved for it. */
  approvedBy?: string;
}

/** Who has to agree to a request, and who did. */
export interface RequestApproval {
  needed: boolean;
  /** A sentence: why it is needed or not, and who may give it. */
  explanation: string;
  demands: RequestApprovalDemand[];
  /** Entity reference of the owner of the beneficiary. */
  beneficiaryOwner?: string;
  beneficiaryMustAgree: boolean;
  /** Entity reference of who agreed for the beneficiary's owner. */
  agreedBy?: string;
}

/** What the caller may do with a request now. */
export type RequestAction =
  | 'approve'
  | 'reject'
  | 'agree'
  | 'cancel'
  | 'edit'
  | 'link'
  | 'retry'
  | 'retire';

/** What happens next, in words. */
export interface RequestNextStep {
  text: string;
  /** Entity references of those who are waited for; empty when it is Meshport. */
  waitingFor: string[];
}

/** Why it does not go on now. */
export interface RequestProblem {
  cause: string;
  mend: string;
  /** When Meshport tries again (ISO 8601); absent when it does not. */
  retryAt?: string;
}

/** The pull request of a request with delivery `git`. */
export interface RequestPullRequest {
  /** `https` or `http` address. */
  url: string;
  state: 'open' | 'merged' | 'closed' | 'unknown';
}

/** One request as lists show it. */
export interface MeshRequest {
  /** A UUID. */
  id: string;
  kind: string;
  /** E.g. `Egress gateway httpbin-out in bookinfo`. */
  title: string;
  status: RequestStatus;
  delivery: RequestDelivery;
  targets: RequestTarget[];
  /** Entity reference. */
  requester: string;
  /** Entity reference of who made the plan as it is now. */
  lastEditor: string;
  /** Entity reference of whom it is for. */
  beneficiary?: string;
  contentHash: string;
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601. */
  updatedAt: string;
  /** When it expires unless it is written by then (ISO 8601). */
  expiresAt?: string;
  pullRequest?: RequestPullRequest;
  problem?: RequestProblem;
  /** What it waits for or how far it is, in words of the kind, e.g. `Deployment shop/out has 1 of 2 pods`. */
  progress?: string;
}

/** One request as `GET /requests/:id` shows it to the caller. */
export interface MeshRequestDetail extends MeshRequest {
  plan: RequestPlan;
  /** What would change, as it was when it was requested. */
  diff: AppliedObject[];
  /** As they were when it was requested. */
  findings: RequestFinding[];
  approval: RequestApproval;
  history: RequestEvent[];
  nextStep: RequestNextStep;
  /** What the caller may do now; the routes check again. */
  allowedActions: RequestAction[];
}

/**
 * What the clusters show of a request right now; not part of what is approved.
 *
 * - `notInCluster`: none of it is there.
 * - `mergedNotInCluster`: the pull request is merged, none or not all of it is there yet.
 * - `matches`: all of it is there as approved.
 * - `differs`: something differs from what was approved; `differences` says what.
 * - `notCompared`: it keeps no objects that could be compared; `message` says where to look.
 * - `unknown`: could not be read; `message` says why.
 */
export interface RequestLive {
  /** ISO 8601. */
  at: string;
  state:
    | 'notInCluster'
    | 'mergedNotInCluster'
    | 'matches'
    | 'differs'
    | 'notCompared'
    | 'unknown';
  message: string;
  /** Per object of the plan what differs: `before` is in the cluster, `after` in the plan. */
  differences: {
    object: ObjectReference & { apiVersion: string };
    present: boolean;
    changes: AppliedObject['changes'];
  }[];
  /** What would change if it were applied now; absent with delivery `git` and where it cannot be rehearsed. */
  diff?: AppliedObject[];
  /** As they are now. */
  findings: RequestFinding[];
}

/** Body of `POST /requests`, and of `POST /requests/plan` without the last two. */
export interface CreateMeshRequest {
  /** E.g. `egress-gateway`. */
  kind: string;
  /** Of the kind; for `egress-gateway`: `cluster` and `gateway`. */
  parameters: Record<string, unknown>;
  /** Default `apply`. */
  delivery?: RequestDelivery;
  /** Entity reference of whom it is for. */
  beneficiary?: string;
  /** Why it is asked for; the approver reads it. At most 1,000 characters. */
  reason?: string;
  /** With delivery `git`: its pull request, when it is known already. */
  pullRequestUrl?: string;
  /**
   * The same key with the same content answers with the request that it made
   * first. At most 200 characters.
   */
  idempotencyKey?: string;
}

/** Answer of `POST /requests/plan`: nothing is stored. */
export interface RequestPreview {
  plan: RequestPlan;
  contentHash: string;
  diff: AppliedObject[];
  findings: RequestFinding[];
  approval: RequestApproval;
}

/** Body of `POST /requests/:id/approve` and `agree`. */
export interface ApproveMeshRequest {
  /** The hash of the plan that was shown. */
  contentHash: string;
  reason?: string;
}

/** Body of `POST /requests/:id/reject`. */
export interface RejectMeshRequest {
  /** The hash of the plan that was shown. */
  contentHash: string;
  /** Why not; the requester reads it. */
  reason: string;
}

/** Body of `POST /requests/:id/{cancel,retry,retire}`. */
export interface ChangeMeshRequest {
  /** When given, it has to be the hash of the plan as it is. */
  contentHash?: string;
  reason?: string;
}

/** Body of `POST /requests/:id/edit`: a new plan in place of the one that waits. */
export interface EditMeshRequest {
  /** The hash of the plan that is replaced. */
  contentHash: string;
  parameters: Record<string, unknown>;
  reason?: string;
}

/** Body of `POST /requests/:id/link`. */
export interface LinkMeshRequest {
  pullRequestUrl: string;
  /** Default `open`. */
  state?: RequestPullRequest['state'];
}

/** Which requests `GET /requests` answers with; all are optional and narrow it down. */
export interface MeshRequestFilter {
  /** `mine`: asked for by the caller; `to-approve`: waits for one of the caller's groups. Default `all`. */
  view?: 'mine' | 'to-approve' | 'all';
  status?: RequestStatus[];
  kind?: string[];
  cluster?: string;
  namespace?: string;
  /** Entity reference. */
  requester?: string;
  /** Entity reference of whom it is for. */
  beneficiary?: string;
  /** Part of the title, in any case. */
  text?: string;
  /** 1 to 100, default 20. */
  limit?: number;
  /** How many are left out at the start; default 0. */
  offset?: number;
}

/** Answer of `GET /requests`, newest first. */
export interface MeshRequestList {
  items: MeshRequest[];
  /** How many there are that the caller may see. */
  total: number;
  limit: number;
  offset: number;
}

/** A kind of request, as `GET /requests/kinds` names it. */
export interface MeshRequestKind {
  name: string;
  title: string;
  deliveries: RequestDelivery[];
  /** JSON Schema of the parameters. */
  schema: Record<string, unknown>;
}

/** Topic of the events service on which every step of a request is published. */
export const MESH_REQUEST_EVENT_TOPIC = 'mesh.request';

/**
 * Payload of an event on `mesh.request`. At least once: `requestId` and
 * `sequence` tell whether it was seen before.
 */
export interface MeshRequestEventPayload {
  requestId: string;
  sequence: number;
  type: RequestEventType;
  status: RequestStatus;
  at: string;
  kind: string;
  title: string;
  contentHash: string;
  requester: string;
  actor: RequestActor;
  targets: { cluster: string; namespace?: string }[];
}
