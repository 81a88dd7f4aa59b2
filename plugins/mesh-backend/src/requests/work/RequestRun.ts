import { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { RequestKind, RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { Approvals } from '../Approvals';
import { PeopleDirectory } from '../PeopleDirectory';
import { PlanDelivery } from '../PlanDelivery';
import { describeDifference } from '../planDifferences';
import { RequestPlanner } from '../RequestPlanner';
import { DraftEvent, withStatuses } from '../requestSteps';
import { hadApproval, sinceAsked } from '../lifecycle';
import { sentBackChange } from '../RequestRecords';
import {
  LeaseLostError,
  RequestStore,
  RowChange,
  StoredRequest,
} from '../store';
import { checkAuthority } from './authority';
import { changedSince } from './changedSince';
import { backOff, Failure, failureOf, SecretMask } from './failures';
import { Lease } from './Lease';

/** What a run needs. */
export interface RunServices {
  store: RequestStore;
  approvals: Approvals;
  directory: PeopleDirectory;
  delivery: PlanDelivery;
  planner: RequestPlanner;
  logger: LoggerService;
  now: () => number;
  /** 0 to 1. */
  chance: () => number;
}

const SYSTEM = { type: 'system' as const };
/** How often something that waits is looked at, in milliseconds. */
const LOOK_AGAIN_MS = 3_000;
const LOOK_AT_GIT_AGAIN_MS = 20_000;

/** One attempt at one request, under one lease. */
export class RequestRun {
  readonly #services: RunServices;
  readonly #kind: RequestKind;
  readonly #lease: Lease;
  readonly #mask = new SecretMask();
  #request: StoredRequest;

  constructor(
    services: RunServices,
    options: { kind: RequestKind; lease: Lease; request: StoredRequest },
  ) {
    this.#services = services;
    this.#kind = options.kind;
    this.#lease = options.lease;
    this.#request = options.request;
  }

  /** Goes as far as it can get now. Throws `LeaseLostError`, or what the store throws. */
  async go(): Promise<void> {
    try {
      if (this.#request.status === 'retiring') {
        await this.#retire();
      } else {
        await this.#provision();
      }
    } catch (error) {
      if (error instanceof LeaseLostError) {
        throw error;
      }
      await this.#fail(error);
    }
  }

  async #provision(): Promise<void> {
    if (!this.#is('applied')) {
      const stopped = await this.#checkAuthority();
      if (stopped) {
        return;
      }
      if (this.#request.status === 'approved') {
        await this.#append([{ type: 'started', actor: SYSTEM }]);
      }
      if (this.#request.delivery === 'git') {
        await this.#lookAtGit();
        return;
      }
      if (await this.#compareWithApproved()) {
        return;
      }
      if (!this.#is('applying')) {
        await this.#append([{ type: 'applying', actor: SYSTEM }]);
      }
      await this.#lease.keep();
      await this.#kind.provision(this.#work());
      await this.#append([{ type: 'applied', actor: SYSTEM }], {
        problem: null,
        failures: 0,
      });
    }
    await this.#observe();
  }

  async #checkAuthority(): Promise<boolean> {
    const objection = await checkAuthority(this.#request, {
      ...this.#services,
      now: this.#services.now(),
    });
    if (!objection) {
      return false;
    }
    switch (objection.verdict) {
      case 'expired':
        await this.#append([{ type: 'expired', actor: SYSTEM }], {
          release: true,
          problem: null,
        });
        return true;
      case 'fail':
        await this.#end({ kind: 'lasting', ...objection });
        return true;
      default:
        await this.#sendBack(objection.cause, objection.mend);
        return true;
    }
  }

  /** True when it went back to its approvers. */
  async #compareWithApproved(): Promise<boolean> {
    const { plan, facts } = this.#request;
    const now = await this.#services.planner.facts(plan, facts.made);
    const changed = changedSince(this.#request, now);
    if (!changed || !hadApproval(this.#request.history)) {
      return false;
    }
    await this.#sendBack(
      changed,
      'Look at what would change now, then approve it again or reject it.',
      now,
    );
    return true;
  }

  async #sendBack(
    cause: string,
    mend: string,
    facts?: StoredRequest['facts'],
  ): Promise<void> {
    await this.#append(
      [
        {
          type: 'sentBack',
          actor: SYSTEM,
          reason: this.#mask.mask(cause),
          mend,
        },
      ],
      {
        ...(await sentBackChange(this.#request, this.#services, facts)),
        release: true,
      },
    );
  }

  async #observe(): Promise<void> {
    const { state, message, mend } = await this.#kind.observe(this.#work());
    const progress = this.#mask.mask(message);
    if (state === 'ready') {
      await this.#append([{ type: 'ready', actor: SYSTEM, reason: progress }], {
        release: true,
        problem: null,
        progress: null,
        failures: 0,
      });
    } else if (state === 'failed' || this.#isLate()) {
      await this.#end({
        kind: 'lasting',
        cause: progress,
        mend: mend ?? 'Mend what keeps it from being ready, then retry.',
      });
    } else {
      await this.#wait(progress, LOOK_AGAIN_MS);
    }
  }

  #isLate(): boolean {
    const { readyWithinSeconds } = this.#kind;
    const applied = this.#request.history.findLast(
      event => event.type === 'applied',
    );
    return (
      readyWithinSeconds !== undefined &&
      applied !== undefined &&
      this.#services.now() - applied.at > readyWithinSeconds * 1000
    );
  }

  async #lookAtGit(): Promise<void> {
    const { plan, pullRequest } = this.#request;
    const differences = await this.#services.delivery.compare(plan);
    const difference = describeDifference(differences);
    if (!difference) {
      await this.#append([{ type: 'ready', actor: SYSTEM }], {
        release: true,
        problem: null,
        progress: null,
        failures: 0,
      });
      return;
    }
    const some = differences.some(one => one.present && one.changes.length);
    const words = some
      ? `It differs from what was approved: ${difference}.`
      : `${
          pullRequest?.state === 'merged'
            ? 'Merged, not yet in the cluster'
            : 'Waits for the pull request'
        }: ${difference}.`;
    await this.#wait(words, LOOK_AT_GIT_AGAIN_MS);
  }

  async #wait(progress: string, forMs: number): Promise<void> {
    await this.#append([], {
      release: true,
      problem: null,
      failures: 0,
      progress,
      nextAttemptAt: this.#services.now() + forMs,
    });
  }

  async #retire(): Promise<void> {
    await this.#lease.keep();
    await this.#kind.retire(this.#work());
    await this.#append([{ type: 'retired', actor: SYSTEM }], {
      release: true,
      problem: null,
      progress: null,
      failures: 0,
    });
  }

  async #fail(error: unknown): Promise<void> {
    const { id, status } = this.#request;
    const failure = failureOf(error);
    this.#services.logger.warn(
      `request ${id}: ${this.#mask.mask(failure.cause)}`,
      {
        attempt: this.#lease.fence.attempt,
        error: isError(error) ? error.name : 'Error',
      },
    );
    if (failure.kind === 'passing') {
      const failures = this.#request.failures + 1;
      const retryAt =
        this.#services.now() + backOff(failures, this.#services.chance());
      await this.#append([], {
        release: true,
        failures,
        nextAttemptAt: retryAt,
        problem: {
          cause: this.#mask.mask(failure.cause),
          mend: failure.mend,
          retryAt: new Date(retryAt).toISOString(),
        },
      });
    } else if (
      failure.kind === 'conflict' &&
      status !== 'retiring' &&
      hadApproval(this.#request.history)
    ) {
      await this.#sendBack(failure.cause, failure.mend);
    } else {
      await this.#end(failure);
    }
  }

  async #end(failure: Failure): Promise<void> {
    const cause = this.#mask.mask(failure.cause);
    await this.#append(
      [{ type: 'failed', actor: SYSTEM, reason: cause, mend: failure.mend }],
      {
        release: true,
        problem: { cause, mend: failure.mend },
        progress: null,
      },
    );
  }

  /** Whether a mark was made since it was started last. */
  #is(type: 'applying' | 'applied'): boolean {
    const past = sinceAsked(this.#request.history);
    if (type === 'applying') {
      return past.some(event => event.type === type);
    }
    const started = past.map(event => event.type).lastIndexOf('started');
    return (
      // A retry starts anew.
      this.#request.status === 'provisioning' &&
      past.slice(started).some(one => one.type === type)
    );
  }

  async #append(events: DraftEvent[], change: RowChange = {}): Promise<void> {
    const { store, now } = this.#services;
    const { id, history } = this.#request;
    const steps = withStatuses(history, events);
    await store.appendFenced(this.#lease.fence, steps, change, now());
    const request = await store.find(id);
    if (!request) {
      throw new LeaseLostError(`request ${id} was removed`);
    }
    this.#request = request;
  }

  #work(): RequestWork {
    const { delivery } = this.#services;
    const { id, plan, facts } = this.#request;
    const keepLease = () => this.#lease.keep();
    return {
      requestId: id,
      plan,
      attempt: this.#lease.fence.attempt,
      signal: this.#lease.signal,
      made: facts.made,
      cluster: name => delivery.cluster(name, keepLease),
      applyObjects: () => delivery.apply(plan, keepLease),
      firstDifference: async () =>
        describeDifference(await delivery.compare(plan)),
      keepLease,
      hide: secret => this.#mask.hide(secret),
    };
  }
}
