import { ConflictError } from '@backstage/errors';
import {
  RequestEvent,
  RequestEventType,
  RequestStatus,
} from '@meshport/backstage-plugin-mesh-common';

/** From where a step may be taken, and where it leads; `same` stays. */
interface Step {
  from: readonly RequestStatus[];
  to: RequestStatus | 'same';
}

const LIVE: readonly RequestStatus[] = [
  'requested',
  'approved',
  'provisioning',
  'ready',
  'failed',
];

/** While machines may be given what they join with. */
const PREPARED: readonly RequestStatus[] = ['provisioning', 'ready'];

const STEPS: Record<
  Exclude<RequestEventType, 'requested' | 'retried'>,
  Step
> = {
  edited: { from: ['requested'], to: 'requested' },
  agreed: { from: ['requested'], to: 'requested' },
  endorsed: { from: ['requested'], to: 'requested' },
  approved: { from: ['requested'], to: 'approved' },
  rejected: { from: ['requested'], to: 'rejected' },
  withdrawn: { from: ['requested', 'approved'], to: 'cancelled' },
  cancelled: { from: ['requested', 'approved'], to: 'cancelled' },
  expired: { from: ['requested', 'approved'], to: 'expired' },
  sentBack: { from: ['approved', 'provisioning', 'ready'], to: 'requested' },
  started: { from: ['approved'], to: 'provisioning' },
  applying: { from: ['provisioning'], to: 'provisioning' },
  applied: { from: ['provisioning'], to: 'provisioning' },
  ready: { from: ['provisioning'], to: 'ready' },
  failed: {
    from: ['approved', 'provisioning', 'ready', 'retiring'],
    to: 'failed',
  },
  linked: { from: LIVE, to: 'same' },
  downloaded: { from: PREPARED, to: 'same' },
  redeemed: { from: PREPARED, to: 'same' },
  retireRequested: {
    from: ['provisioning', 'ready', 'failed'],
    to: 'retiring',
  },
  retired: { from: ['retiring'], to: 'retired' },
};

/** Ends before anything was written. */
const ENDS: readonly RequestEventType[] = [
  'rejected',
  'withdrawn',
  'cancelled',
  'expired',
];

type Past = readonly Pick<RequestEvent, 'type' | 'status'>[];

/** Whether it was written to the cluster whole, and so is there until it is retired. */
export function isWritten(
  history: readonly Pick<RequestEvent, 'type'>[],
): boolean {
  return history.some(({ type }) => type === 'applied');
}

/**
 * The status after one more step. Throws `ConflictError` when the step may not
 * be taken where the request stands.
 */
export function statusAfter(
  history: Past,
  type: RequestEventType,
): RequestStatus {
  const status = history.at(-1)?.status;
  if (type === 'requested') {
    if (status !== undefined) {
      throw new ConflictError('the request exists already');
    }
    return 'requested';
  }
  if (isWritten(history)) {
    if (ENDS.includes(type)) {
      throw new ConflictError(
        'what this request made is in the cluster; retire it instead, so that it is removed',
      );
    }
    if (type === 'retireRequested' && status === 'requested') {
      return 'retiring';
    }
  }
  if (type === 'retried') {
    if (status === 'failed') {
      return failedWhileRetiring(history) ? 'retiring' : 'approved';
    }
  } else {
    const { from, to } = STEPS[type];
    if (status !== undefined && from.includes(status)) {
      return to === 'same' ? status : to;
    }
  }
  throw new ConflictError(
    `the request is ${status ?? 'not there'}; that cannot be done with it now`,
  );
}

/** The status that a history leads to; throws `ConflictError` for one that cannot be. */
export function statusOf(history: Past): RequestStatus {
  const past: { type: RequestEventType; status: RequestStatus }[] = [];
  for (const { type } of history) {
    past.push({ type, status: statusAfter(past, type) });
  }
  const last = past.at(-1);
  if (!last) {
    throw new ConflictError('a request without a history is none');
  }
  return last.status;
}

/** Whether the last failure came while it was being removed. */
export function failedWhileRetiring(history: Past): boolean {
  const failed = history.map(event => event.type).lastIndexOf('failed');
  const before = history.slice(0, failed).filter(one => one.type !== 'linked');
  return before.at(-1)?.status === 'retiring';
}

/** Steps after which earlier approvals and agreements count no more. */
const RESETS: readonly RequestEventType[] = ['requested', 'edited', 'sentBack'];

/** The history since the plan as it is now was put up for approval. */
export function sinceAsked<T extends Pick<RequestEvent, 'type'>>(
  history: readonly T[],
): T[] {
  const last = history.reduce(
    (found, event, index) => (RESETS.includes(event.type) ? index : found),
    0,
  );
  return history.slice(last);
}

/** Whether a person approved the plan as it is. */
export function hadApproval(
  history: readonly Pick<RequestEvent, 'type' | 'actor'>[],
): boolean {
  return sinceAsked(history).some(
    ({ type, actor }) =>
      (type === 'approved' || type === 'endorsed') && actor.type === 'user',
  );
}

/** Statuses in which Meshport itself has something to do. */
export const WORK_STATUSES: readonly RequestStatus[] = [
  'approved',
  'provisioning',
  'retiring',
];

/** Statuses from which nothing comes any more. */
export const FINAL_STATUSES: readonly RequestStatus[] = [
  'rejected',
  'cancelled',
  'expired',
  'retired',
];
