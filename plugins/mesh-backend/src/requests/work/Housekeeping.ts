import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { Approvals } from '../Approvals';
import { waitingFor } from '../requestViews';
import { withStatuses } from '../requestSteps';
import { RequestStore } from '../store';

const AT_ONCE = 50;

/** Ends what nobody decided about in time, and removes what was kept long enough. */
export class Housekeeping {
  readonly #store: RequestStore;
  readonly #approvals: Approvals;
  readonly #auditor: AuditorService;
  readonly #logger: LoggerService;
  readonly #now: () => number;
  readonly #retentionMs: number | undefined;

  constructor(options: {
    store: RequestStore;
    approvals: Approvals;
    auditor: AuditorService;
    logger: LoggerService;
    now: () => number;
    /** How long requests are kept after their end; absent: for ever. */
    retentionMs: number | undefined;
  }) {
    this.#store = options.store;
    this.#approvals = options.approvals;
    this.#auditor = options.auditor;
    this.#logger = options.logger;
    this.#now = options.now;
    this.#retentionMs = options.retentionMs;
  }

  /** Does what is due. */
  async run(): Promise<void> {
    await this.#expire();
    await this.#purge();
  }

  async #expire(): Promise<void> {
    const now = this.#now();
    for (const id of await this.#store.expired(now, AT_ONCE)) {
      const request = await this.#store.find(id);
      if (request?.status !== 'requested') {
        continue;
      }
      await this.#unlessChanged(() =>
        this.#store.append(
          id,
          request.sequence,
          withStatuses(request.history, [
            {
              type: 'expired',
              actor: { type: 'system' },
              reason: 'Nobody decided about it in time.',
            },
          ]),
          { approverGroups: [] },
          now,
        ),
      );
    }
  }

  async #purge(): Promise<void> {
    if (this.#retentionMs === undefined) {
      return;
    }
    const before = this.#now() - this.#retentionMs;
    for (const request of await this.#store.purgeable(before, AT_ONCE)) {
      const event = await this.#auditor.createEvent({
        eventId: 'request-purge',
        severityLevel: 'medium',
        meta: {
          requestId: request.id,
          kind: request.kind,
          status: request.status,
          contentHash: request.contentHash,
        },
      });
      try {
        await this.#store.purge(request.id);
        await event.success();
      } catch (error) {
        await event.fail({
          error: new Error(isError(error) ? error.name : 'Error'),
        });
        throw error;
      }
    }
  }

  /**
   * Brings the lists of those who are waited for in line with the policies;
   * they may have changed while the backend was down.
   */
  async refreshApprovers(): Promise<void> {
    for (let offset = 0; ; offset += AT_ONCE) {
      const { items } = await this.#store.list({
        where: { field: 'status', in: ['requested'] },
        limit: AT_ONCE,
        offset,
      });
      for (const { id } of items) {
        const request = await this.#store.find(id);
        if (request?.status === 'requested') {
          const approval = await this.#approvals.state(request);
          await this.#unlessChanged(() =>
            this.#store.append(
              id,
              request.sequence,
              [],
              { approverGroups: waitingFor(approval) },
              this.#now(),
            ),
          );
        }
      }
      if (items.length < AT_ONCE) {
        return;
      }
    }
  }

  async #unlessChanged(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!isError(error) || error.name !== 'ConflictError') {
        throw error;
      }
      this.#logger.debug('a request was changed meanwhile; it is left alone');
    }
  }
}
