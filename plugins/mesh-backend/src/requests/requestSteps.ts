import { ConflictError, NotFoundError } from '@backstage/errors';
import { RequestEventType } from '@meshport/backstage-plugin-mesh-common';
import { statusAfter } from './lifecycle';
import { NewEvent, StoredRequest } from './store';

/** A step whose status follows from the history. */
export type DraftEvent = Omit<NewEvent, 'status'>;

/** The steps with their statuses; throws `ConflictError` for one that may not be taken. */
export function withStatuses(
  history: readonly { type: RequestEventType; status: NewEvent['status'] }[],
  events: DraftEvent[],
): NewEvent[] {
  const past = [...history];
  return events.map(event => {
    const next = { ...event, status: statusAfter(past, event.type) };
    past.push(next);
    return next;
  });
}

/** The same words for one that is not there and one that may not be seen. */
export function requestNotFound(id: string): NotFoundError {
  return new NotFoundError(
    `there is no request ${id.slice(0, 60)} that you may see`,
  );
}

/** Throws `ConflictError` when the plan is not the one that the caller means. */
export function refuseOtherPlan(
  request: StoredRequest,
  contentHash: string | undefined,
): void {
  if (contentHash !== undefined && contentHash !== request.contentHash) {
    throw new ConflictError(
      'contentHash: the plan was changed since it was shown to you; load the request again and look at the new plan',
    );
  }
}
