import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import {
  AppliedObject,
  MeshNamespacePermission,
  RequestDelivery,
  RequestFinding,
  RequestPlaceholder,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';

/** Names one object in a cluster. */
export interface RequestObjectReference {
  apiVersion: string;
  kind: string;
  /** Absent for an object of the whole cluster. */
  namespace?: string;
  name: string;
}

/** An object as it is in a cluster. */
export interface RequestClusterObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}

/**
 * One cluster, reached as the plugin's own identity there. Its errors are
 * those of `@backstage/errors`; `ServiceUnavailableError` is tried again.
 */
export interface RequestCluster {
  /** Undefined when it is not there. */
  get(
    reference: RequestObjectReference,
  ): Promise<RequestClusterObject | undefined>;
  /** The objects of a kind in a namespace, by labels. */
  list(
    of: { apiVersion: string; kind: string; namespace: string },
    labels: Record<string, string>,
  ): Promise<RequestClusterObject[]>;
  /**
   * Deletes the object only when it is still the one with this UID; it being
   * gone already is no error. The lease is asked for first.
   */
  delete(reference: RequestObjectReference, uid: string): Promise<void>;
}

/** A request while its kind works on it. */
export interface RequestWork {
  readonly requestId: string;
  /** What was approved; never rendered anew. */
  readonly plan: RequestPlan;
  /** Grows with every claim: the fencing token of this attempt. */
  readonly attempt: number;
  /** Aborts when the lease is lost or the backend stops. */
  readonly signal: AbortSignal;
  /** Objects of the plan that were not there before it: what this request may take away again. */
  readonly made: { cluster: string; object: RequestObjectReference }[];
  cluster(name: string): RequestCluster;
  /** Applies the plan's objects; running it twice changes nothing. */
  applyObjects(): Promise<AppliedObject[]>;
  /** The first object that is not as the plan says, in words; undefined when all are. */
  firstDifference(): Promise<string | undefined>;
  /**
   * Keeps the lease; call it before every write of your own. Throws when the
   * lease is lost: then stop, another instance goes on.
   */
  keepLease(): Promise<void>;
  /** Has a minted value masked wherever this attempt's messages are kept. */
  hide(secret: string): void;
}

/** What a kind sees of the people's call that plans. */
export interface RequestPlanCall {
  credentials: BackstageCredentials;
  delivery: RequestDelivery;
  /** Whether the caller may know what is in a namespace. */
  mayRead(cluster: string, namespace: string): boolean;
}

/** What a kind plans. Nothing in it is secret: it is stored and shown. */
export interface RequestDraft {
  /** E.g. `Egress gateway out in shop`. */
  title: string;
  /** What it is about, e.g. `east/shop/out`: requests of one kind and subject follow each other. */
  subject: string;
  /** Every place that it touches; permissions and policies are asked for each. */
  targets: { cluster: string; namespace?: string }[];
  /** As they are kept in the plan. */
  parameters: JsonObject;
  /** In the order in which they are applied. */
  objects: { cluster: string; manifest: Record<string, unknown> }[];
  /** Values that are minted later. */
  placeholders?: RequestPlaceholder[];
  /** Sentences that the approver accepts beside the manifests. */
  statements?: string[];
  /** Other kinds whose policies apply too, since it can do what they do. */
  alsoKinds?: string[];
}

/** How far a request is. */
export interface RequestObservation {
  state: 'ready' | 'waiting' | 'failed';
  /** In words for a person. */
  message: string;
  /** For `failed`: what to do. */
  mend?: string;
}

/** How what a request made stands in the clusters, where no object of its plan tells. */
export interface RequestStanding {
  /** `notCompared`: there is nothing that could be compared. */
  state: 'notInCluster' | 'matches' | 'differs' | 'notCompared';
  /** A sentence that names what is where. */
  message: string;
}

/** Something that can be asked for; a capability registers one. */
export interface RequestKind {
  /** E.g. `egress-gateway`. */
  readonly name: string;
  readonly title: string;
  /** JSON Schema of the parameters, for people and programs that ask. */
  readonly schema: JsonObject;
  /** What makes the manifests; written into every plan. */
  readonly renderer: { name: string; version: string };
  readonly deliveries: readonly RequestDelivery[];
  /**
   * What a person needs in every namespace that it touches, beside
   * `mesh.request.create` to ask for it and `mesh.request.retire` to retire it.
   */
  readonly permissions?: {
    create?: MeshNamespacePermission;
    retire?: MeshNamespacePermission;
  };
  /** Whether it waits for approval where no policy speaks of it; nobody can approve it then. */
  readonly withoutPolicy: 'approval' | 'goesOn';
  /** It has failed when it is not ready by then, in seconds after it was written; default: it waits for ever. */
  readonly readyWithinSeconds?: number;
  /**
   * Reads parameters and makes the plan of them, without asking a cluster:
   * permissions are asked for what it names only then. Throws `InputError` with
   * one line `field: what is wrong and how to mend it` for each wrong field.
   */
  plan(parameters: unknown, call: RequestPlanCall): Promise<RequestDraft>;
  /** Asks the clusters whether it can be done; throws an error that names the field when not. */
  check?(plan: RequestPlan, call: RequestPlanCall): Promise<void>;
  /** What is worth knowing about a plan now; asked at the start, before writing and when shown. */
  findings?(plan: RequestPlan): Promise<RequestFinding[]>;
  /** Makes it so; may be called again after a crash at any point. */
  provision(work: RequestWork): Promise<void>;
  /** Looks once whether it is ready; is asked again while it waits. */
  observe(work: RequestWork): Promise<RequestObservation>;
  /**
   * Why there is nothing to take away again once it is ready, as a sentence;
   * such a request is done then, and cannot be retired.
   */
  readonly doneBecause?: string;
  /**
   * Looks how what it made stands in the clusters now, for plans without
   * objects. Throws what keeps it from being seen.
   */
  standing?(request: {
    requestId: string;
    plan: RequestPlan;
  }): Promise<RequestStanding>;
  /**
   * Why a request must not be retired now, as a sentence that says what to do
   * instead; undefined when it may.
   */
  keptBecause?(requestId: string): Promise<string | undefined>;
  /** Takes it away again; may be called again after a crash at any point. */
  retire(work: RequestWork): Promise<void>;
}
