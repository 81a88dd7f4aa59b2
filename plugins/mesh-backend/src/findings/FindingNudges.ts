import { LoggerService } from '@backstage/backend-plugin-api';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  MESH_SIGNAL_CHANNEL,
  MeshNudge,
} from '@meshport/backstage-plugin-mesh-common';
import { ShownAnswer } from '../entities/EntityReader';
import { Inventory } from '../inventory';
import { Audience } from '../signals/Audience';

/** Least time between two looks at what is shown, in milliseconds. */
const INTERVAL_MS = 1_000;
/** Stands for a kind; no card of another sort shows it. */
const KIND = 'Finding';

/**
 * Tells open pages that their findings are others now: after an analysis, and
 * when clusters are known better or worse than before. As every nudge it goes
 * only to users whose own answer has changed, and says no more than that.
 */
export class FindingNudges {
  readonly #audience = new Audience();
  readonly #inventory: Inventory;
  readonly #signals: SignalsService;
  readonly #logger: LoggerService;
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;
  #isLooking = false;
  #states = '';

  constructor(options: {
    inventory: Inventory;
    signals: SignalsService;
    logger: LoggerService;
  }) {
    this.#inventory = options.inventory;
    this.#signals = options.signals;
    this.#logger = options.logger;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), INTERVAL_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Somebody was shown an answer. */
  note(shown: ShownAnswer): void {
    this.#audience.note(shown);
  }

  /** Findings may be others now. */
  judged(): void {
    this.#isDue = true;
  }

  async #look(): Promise<void> {
    const states = JSON.stringify(
      this.#inventory.clusters().map(one => {
        const { name, state, failures } = one.freshness();
        return [name, state, failures];
      }),
    );
    if (this.#isLooking || (!this.#isDue && states === this.#states)) {
      return;
    }
    this.#isDue = false;
    this.#isLooking = true;
    this.#states = states;
    try {
      await this.#tell();
    } catch (error) {
      // The pages ask by themselves within a minute.
      this.#logger.warn(
        'open pages were not told of other findings',
        error as Error,
      );
    } finally {
      this.#isLooking = false;
    }
  }

  async #tell(): Promise<void> {
    const told = new Set<string>();
    for (const shown of this.#audience.all()) {
      const { etag } = shown.look();
      const [cluster] = shown.kinds.keys();
      if (etag !== shown.etag) {
        shown.etag = etag;
        const key = JSON.stringify([shown.user, cluster]);
        if (cluster !== undefined && !told.has(key)) {
          told.add(key);
          await this.#signals.publish<MeshNudge>({
            recipients: { type: 'user', entityRef: shown.user },
            channel: MESH_SIGNAL_CHANNEL,
            message: { cluster, kinds: [KIND], revision: '' },
          });
        }
      }
      // Requests go before news.
      await new Promise(resolve => setImmediate(resolve));
    }
  }
}
