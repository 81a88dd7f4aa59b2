import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { Housekeeping } from './Housekeeping';
import { Outbox } from './Outbox';
import { RequestWorker } from './RequestWorker';

/**
 * Wakes what works on requests: every few seconds by Backstage's scheduler,
 * which is no more than an alarm clock here, and at once after a commit.
 */
export class RequestAlarm {
  readonly #worker: RequestWorker;
  readonly #outbox: Outbox;
  readonly #housekeeping: Housekeeping;
  readonly #scheduler: SchedulerService;
  readonly #logger: LoggerService;
  readonly #stop = new AbortController();
  #sending: Promise<void> | undefined;
  #sendAgain = false;

  constructor(options: {
    worker: RequestWorker;
    outbox: Outbox;
    housekeeping: Housekeeping;
    scheduler: SchedulerService;
    logger: LoggerService;
  }) {
    this.#worker = options.worker;
    this.#outbox = options.outbox;
    this.#housekeeping = options.housekeeping;
    this.#scheduler = options.scheduler;
    this.#logger = options.logger;
  }

  async start(): Promise<void> {
    const common = { scope: 'local' as const, signal: this.#stop.signal };
    await this.#scheduler.scheduleTask({
      ...common,
      id: 'mesh-requests',
      frequency: { seconds: 3 },
      timeout: { minutes: 5 },
      fn: async () => this.kick(),
    });
    await this.#scheduler.scheduleTask({
      ...common,
      id: 'mesh-requests-housekeeping',
      frequency: { minutes: 1 },
      timeout: { minutes: 5 },
      initialDelay: { seconds: 10 },
      fn: async () => this.#try(() => this.#housekeeping.run()),
    });
    await this.#scheduler.scheduleTask({
      ...common,
      id: 'mesh-requests-approvers',
      frequency: { hours: 1 },
      timeout: { minutes: 10 },
      initialDelay: { seconds: 5 },
      fn: async () => this.#try(() => this.#housekeeping.refreshApprovers()),
    });
  }

  /** Looks for work and for what has to be sent, soon. */
  kick(): void {
    if (!this.#stop.signal.aborted) {
      this.#worker.wake();
      this.send();
    }
  }

  /** Sends what waits; many calls at once are one look and one more. */
  send(): void {
    if (this.#sending) {
      this.#sendAgain = true;
      return;
    }
    this.#sending = this.#try(() => this.#outbox.send()).finally(() => {
      this.#sending = undefined;
      if (this.#sendAgain && !this.#stop.signal.aborted) {
        this.#sendAgain = false;
        this.send();
      }
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#worker.stop();
    await this.#sending;
  }

  async #try(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#logger.error(
        `looking after requests failed (${
          isError(error) ? error.name : 'Error'
        }); it is tried again`,
      );
    }
  }
}
