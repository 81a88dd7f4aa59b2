/**
 * How a step of a guided root change stands.
 *
 * - `waiting`: it is written; not everyone has turned over yet.
 */
export type RootChangeStepState =
  | 'pending'
  | 'writing'
  | 'restarting'
  | 'waiting'
  | 'done'
  | 'undone'
  | 'failed';

/** What may be done with a root change. */
export type RootChangeAction = 'pause' | 'resume' | 'roll-back';

/** Somebody who has not turned over, or of whom it is not known. */
export interface RootChangeLaggard {
  kind: 'pod' | 'gateway' | 'machine' | 'ztunnel';
  namespace: string;
  name: string;
  /** The workload that has to be restarted, e.g. `Deployment shop/reviews`. */
  workload?: string;
  /** Whether its trust was seen (`no`), or is only awaited by time (`unknown`). */
  turned: 'no' | 'unknown';
  /** By when it turns over by itself (ISO 8601). */
  by?: string;
  /** A sentence: what it waits for. */
  why: string;
}

/** One of the three steps: trust both, sign by the new one, trust the new one only. */
export interface RootChangeStep {
  number: 1 | 2 | 3;
  title: string;
  state: RootChangeStepState;
  /** A sentence: what is written and what it waits for. */
  text: string;
  /** ISO 8601. */
  startedAt?: string;
  /** ISO 8601. */
  doneAt?: string;
  /** When it is done at the latest by time alone (ISO 8601). */
  doneBy?: string;
  /** Who has turned over; absent before it is written. */
  turned?: { done: number; total: number; unknown: number };
  /** At most 200 of those who have not. */
  laggards: RootChangeLaggard[];
}

/** A guided change of the root of one cluster. */
export interface RootChangeProgress {
  /** That of its request. */
  requestId: string;
  cluster: string;
  /** `first`: from a self-signed control plane to a plugged authority. */
  kind: 'first' | 'rotation';
  authority: string;
  state:
    | 'running'
    | 'paused'
    | 'rollingBack'
    | 'rolledBack'
    | 'done'
    | 'failed';
  steps: RootChangeStep[];
  /** Cause of a failure or of a pause. */
  problem?: { cause: string; mend: string };
  /** Who paused it (entity reference), with the words given. */
  pausedBy?: string;
  /** What the caller may do now; the routes check again. */
  allowedActions: RootChangeAction[];
}

/** Body of `POST /certificate-authorities/root-changes/:requestId/{pause,resume,roll-back}`. */
export interface ChangeRootChange {
  /** Why; at most 1,000 characters. Needed for `roll-back`. */
  reason?: string;
}
