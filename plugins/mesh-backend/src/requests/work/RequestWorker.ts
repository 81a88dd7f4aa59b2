import { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { KindRegistry } from '../KindRegistry';
import { Fence, LeaseLostError } from '../store';
import { Lease, LEASE_MS } from './Lease';
import { RequestRun, RunServices } from './RequestRun';

/** How many requests one instance works on at once. */
const AT_ONCE = 4;

/** Works on what is due, one claim a request; several instances share the work. */
export class RequestWorker {
  readonly #services: RunServices;
  readonly #kinds: KindRegistry;
  readonly #owner: string;
  readonly #leaseMs: number;
  readonly #onRun: (() => void) | undefined;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #waking: Promise<void> | undefined;
  #again = false;
  #awake = false;

  constructor(
    services: RunServices & {
      kinds: KindRegistry;
      /** Names this instance, unlike any other. */
      owner: string;
      leaseMs?: number;
      /** Told after each run, which may have left something to send. */
      onRun?: () => void;
    },
  ) {
    this.#services = services;
    this.#kinds = services.kinds;
    this.#owner = services.owner;
    this.#leaseMs = services.leaseMs ?? LEASE_MS;
    this.#onRun = services.onRun;
  }

  /** Looks for work now, and again whenever some is done; many calls at once are one look and one more. */
  wake(): void {
    this.#awake = true;
    if (this.#waking) {
      this.#again = true;
      return;
    }
    this.#waking = this.tick()
      .catch(error => this.#complain('requests could not be claimed', error))
      .finally(() => {
        this.#waking = undefined;
        if (this.#again && !this.#stop.signal.aborted) {
          this.#again = false;
          this.wake();
        }
      });
  }

  /** Claims what is due, as much as there is room for, and begins to work on it. */
  async tick(): Promise<void> {
    const limit = AT_ONCE - this.#running.size;
    if (limit <= 0 || this.#stop.signal.aborted) {
      return;
    }
    const fences = await this.#services.store.claim({
      owner: this.#owner,
      now: this.#services.now(),
      leaseMs: this.#leaseMs,
      limit,
    });
    fences.forEach(fence => this.#begin(fence));
  }

  /** Waits until what was begun is done. */
  async idle(): Promise<void> {
    await Promise.all([...this.#running]);
  }

  /** Ends what goes on: no further write is begun, others take it over when the leases end. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#waking;
    await this.idle();
  }

  #begin(fence: Fence): void {
    const run = this.#run(fence).finally(() => {
      this.#running.delete(run);
      this.#onRun?.();
      if (this.#awake && !this.#stop.signal.aborted) {
        this.wake();
      }
    });
    this.#running.add(run);
  }

  async #run(fence: Fence): Promise<void> {
    const { store, logger } = this.#services;
    const lease = new Lease({
      fence,
      store,
      now: this.#services.now,
      leaseMs: this.#leaseMs,
      stopping: this.#stop.signal,
    });
    lease.start();
    try {
      const request = await store.find(fence.id);
      if (!request) {
        return;
      }
      const kind = this.#kinds.find(request.kind);
      if (!kind) {
        logger.warn(
          `request ${fence.id}: no module offers kind ${request.kind} any more`,
        );
        return;
      }
      await new RequestRun(this.#services, { kind, lease, request }).go();
    } catch (error) {
      if (error instanceof LeaseLostError) {
        logger.debug(error.message);
      } else {
        // The lease ends by itself; then it is tried again.
        this.#complain(`request ${fence.id} could not go on`, error);
      }
    } finally {
      lease.stop();
    }
  }

  #complain(what: string, error: unknown): void {
    const logger: LoggerService = this.#services.logger;
    logger.error(`${what} (${isError(error) ? error.name : 'Error'})`);
  }
}
