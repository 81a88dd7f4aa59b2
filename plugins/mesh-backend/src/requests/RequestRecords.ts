import { isError } from '@backstage/errors';
import { Approvals } from './Approvals';
import { hadApproval, isWritten } from './lifecycle';
import { RequestPlanner } from './RequestPlanner';
import { DraftEvent, requestNotFound, withStatuses } from './requestSteps';
import { PlanFacts, RequestStore, RowChange, StoredRequest } from './store';

/** How often a step is tried that others write steps beside. */
const TRIES = 20;

/**
 * Requests for what belongs to those of one kind. It asks for no permission:
 * whoever calls it has asked before.
 */
export class RequestRecords {
  readonly #store: Pick<RequestStore, 'find' | 'append'>;
  readonly #approvals: Approvals;
  readonly #planner: RequestPlanner;
  readonly #now: () => number;
  readonly #onChanged: () => void;

  constructor(options: {
    store: Pick<RequestStore, 'find' | 'append'>;
    approvals: Approvals;
    planner: RequestPlanner;
    now: () => number;
    /** Wakes who sends what was written. */
    onChanged: () => void;
  }) {
    this.#store = options.store;
    this.#approvals = options.approvals;
    this.#planner = options.planner;
    this.#now = options.now;
    this.#onChanged = options.onChanged;
  }

  find(id: string): Promise<StoredRequest | undefined> {
    return this.#store.find(id);
  }

  /**
   * Adds a step to the history. Throws `ConflictError` when it may not be taken
   * where the request stands by then.
   */
  async note(id: string, event: DraftEvent): Promise<void> {
    await this.#append(id, async () => ({ event, change: {} }));
  }

  /**
   * Has it looked at again, since what was approved holds no more: it waits for
   * its approvers, or, where nobody had to approve it, it has failed. One that
   * is not in force any more stays as it is.
   */
  async sendBack(
    id: string,
    { cause, mend }: { cause: string; mend: string },
  ): Promise<void> {
    await this.#append(id, async request => {
      if (!['provisioning', 'ready'].includes(request.status)) {
        return undefined;
      }
      const type = hadApproval(request.history) ? 'sentBack' : 'failed';
      const facts = await this.#facts(request);
      return {
        event: { type, actor: { type: 'system' }, reason: cause, mend },
        change: {
          fenceOff: true,
          ...(type === 'sentBack'
            ? await sentBackChange(
                request,
                { approvals: this.#approvals },
                facts,
              )
            : {
                problem: { cause, mend },
                progress: null,
                ...(facts ? { facts } : {}),
              }),
        },
      };
    });
  }

  /** What the clusters show now; undefined when something stands against the plan, which its page shows. */
  async #facts({ plan, facts }: StoredRequest): Promise<PlanFacts | undefined> {
    try {
      return await this.#planner.facts(plan, facts.made);
    } catch (error) {
      if (isError(error) && error.name === 'ConflictError') {
        return undefined;
      }
      throw error;
    }
  }

  async #append(
    id: string,
    draft: (
      request: StoredRequest,
    ) => Promise<{ event: DraftEvent; change: RowChange } | undefined>,
  ): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const request = await this.#store.find(id);
      if (!request) {
        throw requestNotFound(id);
      }
      const step = await draft(request);
      if (!step) {
        return;
      }
      const events = withStatuses(request.history, [step.event]);
      try {
        await this.#store.append(
          id,
          request.sequence,
          events,
          step.change,
          this.#now(),
        );
        this.#onChanged();
        return;
      } catch (error) {
        const isMovedOn = isError(error) && error.name === 'ConflictError';
        if (!isMovedOn || tries === TRIES) {
          throw error;
        }
      }
    }
  }
}

/** What changes beside the history when a request goes back to its approvers. */
export async function sentBackChange(
  request: StoredRequest,
  { approvals }: { approvals: Approvals },
  facts?: PlanFacts,
): Promise<RowChange> {
  return {
    approverGroups: await approvals.demanded(request),
    problem: null,
    progress: null,
    failures: 0,
    ...(facts ? { facts } : {}),
    // What is in the cluster ends by being retired, not by itself.
    ...(isWritten(request.history) ? { expiresAt: null } : {}),
  };
}
