import { LoggerService } from '@backstage/backend-plugin-api';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  formatRevisions,
  highestRevisions,
  MESH_SIGNAL_CHANNEL,
  MeshNudge,
  Revisions,
} from '@meshport/backstage-plugin-mesh-common';
import { ClusterInventory, Inventory, WatchedKindName } from '../inventory';
import { Audience } from './Audience';
import { ClusterChanges } from './ClusterChanges';

/** Least time between two nudges about a cluster, in milliseconds. */
const INTERVAL_MS = 1_000;

interface News {
  kinds: Set<string>;
  revisions: Revisions;
}

/**
 * Tells open pages through Backstage's signals that they show something old.
 *
 * Signals ask no permission, so a nudge must tell nobody anything: it goes only
 * to users whose own answer has become another one, and says no more than that
 * it has. A change of what a user may not see sends that user nothing.
 */
export class Nudges {
  readonly #inventory: Inventory;
  readonly #audience: Audience;
  readonly #signals: SignalsService;
  readonly #logger: LoggerService;
  readonly #intervalMs: number;
  readonly #followed = new Map<ClusterInventory, ClusterChanges>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: {
    inventory: Inventory;
    audience: Audience;
    signals: SignalsService;
    logger: LoggerService;
    intervalMs?: number;
  }) {
    this.#inventory = options.inventory;
    this.#audience = options.audience;
    this.#signals = options.signals;
    this.#logger = options.logger;
    this.#intervalMs = options.intervalMs ?? INTERVAL_MS;
  }

  /** Follows the clusters, also those that come later. */
  start(): void {
    this.#look();
    this.#timer = setInterval(() => this.#look(), this.#intervalMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#followed.forEach(changes => changes.stop());
    this.#followed.clear();
  }

  #look() {
    const clusters = new Set(this.#inventory.clusters());
    for (const [cluster, changes] of this.#followed) {
      if (!clusters.has(cluster)) {
        changes.stop();
        this.#followed.delete(cluster);
      }
    }
    for (const cluster of clusters) {
      if (!this.#followed.has(cluster)) {
        this.#followed.set(cluster, this.#follow(cluster));
      }
      this.#followed.get(cluster)!.lookAtState();
    }
  }

  #follow(cluster: ClusterInventory): ClusterChanges {
    const { name } = cluster.details;
    return new ClusterChanges({
      cluster,
      intervalMs: this.#intervalMs,
      tell: async kinds => {
        try {
          await this.#tell(name, kinds);
        } catch (error) {
          // The pages ask by themselves within a minute.
          this.#logger.warn(
            `open pages were not told of changes in cluster '${name}'`,
            error as Error,
          );
        }
      },
    });
  }

  async #tell(cluster: string, kinds: WatchedKindName[]): Promise<void> {
    const news = await this.#newsOf(cluster, kinds);
    const users = new Map<string, string[]>();
    for (const [user, { kinds: changed, revisions }] of news) {
      const nudge: MeshNudge = {
        cluster,
        kinds: [...changed].sort(),
        revision: formatRevisions(revisions),
      };
      const text = JSON.stringify(nudge);
      users.set(text, [...(users.get(text) ?? []), user]);
    }
    await Promise.all(
      [...users].map(([text, entityRef]) =>
        this.#signals.publish<MeshNudge>({
          recipients: { type: 'user', entityRef },
          channel: MESH_SIGNAL_CHANNEL,
          message: JSON.parse(text),
        }),
      ),
    );
  }

  /** By user: what of their answers is another one now. */
  async #newsOf(
    cluster: string,
    kinds: WatchedKindName[],
  ): Promise<Map<string, News>> {
    const news = new Map<string, News>();
    for (const shown of this.#audience.concerned(cluster, kinds)) {
      const { etag, revisions } = shown.look();
      if (etag !== shown.etag) {
        shown.etag = etag;
        const known = news.get(shown.user);
        const read = shown.kinds.get(cluster) ?? [];
        const here = revisions.get(cluster);
        news.set(shown.user, {
          kinds: new Set([
            ...(known?.kinds ?? []),
            ...kinds.filter(kind => read.includes(kind)),
          ]),
          revisions: highestRevisions(
            known?.revisions ?? new Map(),
            here ? new Map([[cluster, here]]) : new Map(),
          ),
        });
      }
      // Requests go before news.
      await new Promise(resolve => setImmediate(resolve));
    }
    return news;
  }
}
