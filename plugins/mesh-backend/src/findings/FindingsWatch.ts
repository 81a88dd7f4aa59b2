import { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { ReadManifest, Suppression } from '@meshport/istio';
import { ClusterInventory, Inventory } from '../inventory';
import { FindingHistory } from './history/FindingHistory';
import { Judged, Unjudged } from './judgement';
import { laidOver, ManifestEffect, without } from './manifestEffect';
import { isPlanned } from './plannedPods';
import { FollowedSnapshot, SnapshotTaker } from './snapshots';
import { StagedAnalysis } from './StagedAnalysis';

/** How often the stores are looked at, in milliseconds. */
const LOOK_MS = 200;
/** Least time between one analysis and the next, in milliseconds: changes come in swarms. */
const REST_MS = 150;
/**
 * How many times as long as the last analysis took it rests, so that large
 * fleets leave the processor to those who ask.
 */
const REST_SHARE = 4;
/** Longest rest, in milliseconds. */
const LONGEST_REST_MS = 30_000;
/** What expires is judged anew at least this often, in milliseconds. */
const ANEW_MS = 10 * 60 * 1000;
/** Most checks that wait for their turn. */
const MOST_WAITING = 20;

/** Follows the inventory and keeps what analyses find in it. */
export class FindingsWatch {
  readonly history: FindingHistory;
  readonly #inventory: Inventory;
  readonly #analysis: StagedAnalysis;
  readonly #logger: LoggerService;
  readonly #now: () => Date;
  readonly #onJudged: () => void;
  #takers = new Map<ClusterInventory, SnapshotTaker>();
  #timer: NodeJS.Timeout | undefined;
  #signature = '';
  #judgedAt = new Map<ClusterInventory, number>();
  #last: Judged = { findings: [], unjudged: [], suppressed: [], ran: 0 };
  #lastRun = 0;
  #restMs = REST_MS;
  #isRunning = false;
  /** Ends when the run or check before is over. */
  #before: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(options: {
    inventory: Inventory;
    logger: LoggerService;
    history: FindingHistory;
    suppressions?: readonly Suppression[];
    now?: () => Date;
    /** Called after each analysis. */
    onJudged?: () => void;
  }) {
    this.history = options.history;
    this.#onJudged = options.onJudged ?? (() => {});
    this.#now = options.now ?? (() => new Date());
    this.#inventory = options.inventory;
    this.#logger = options.logger;
    this.#analysis = new StagedAnalysis({
      suppressions: options.suppressions,
      now: this.#now,
      onFailure: (analyzer, error) =>
        this.#logger.error(`findings: analyzer ${analyzer} failed`, error),
    });
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Analyzers that could not judge in the last analysis. */
  get unjudged(): readonly Unjudged[] {
    return this.#last.unjudged;
  }

  /** How many analyzers ran in the last analysis. */
  get ran(): number {
    return this.#last.ran;
  }

  /** Whether the cluster was analysed since it is followed. */
  isJudged(cluster: ClusterInventory): boolean {
    return this.#judgedAt.has(cluster);
  }

  /** A cluster as it is now; undefined for one that is not there. */
  snapshotOf(cluster: string): FollowedSnapshot | undefined {
    this.#follow();
    return [...this.#takers.values()]
      .find(one => one.inventory.details.name === cluster)
      ?.take();
  }

  /**
   * Lays manifests over a cluster as it is now, and tells what that changes.
   *
   * @throws `NotFoundError` for a cluster that is not there,
   * `ServiceUnavailableError` when too many are asking
   */
  async effectOf(
    cluster: string,
    manifests: readonly ReadManifest[],
  ): Promise<ManifestEffect> {
    if (this.#waiting >= MOST_WAITING) {
      throw new ServiceUnavailableError(
        'too many checks of manifests are waiting; try again in a minute',
      );
    }
    this.#waiting += 1;
    try {
      return await this.#inTurn(async () => {
        const snapshots = this.#snapshots();
        if (!snapshots.some(one => one.cluster === cluster)) {
          throw new NotFoundError(
            `cluster: there is no cluster ${cluster}; choose one of those that Meshport shows`,
          );
        }
        const before = await this.#judge(snapshots);
        const after = await this.#analysis.run(
          snapshots.map(one =>
            one.cluster === cluster ? laidOver(one, manifests) : one,
          ),
          { keep: false },
        );
        return {
          caused: without(after.findings, before.findings).filter(
            one => !isPlanned(one.resource),
          ),
          cured: without(before.findings, after.findings),
          unjudged: after.unjudged,
        };
      });
    } finally {
      this.#waiting -= 1;
    }
  }

  #look(): void {
    const now = Date.now();
    if (this.#isRunning || now - this.#lastRun < this.#restMs) {
      return;
    }
    this.#follow();
    const signature = [
      // Suppressions end with a day.
      this.#now().toISOString().slice(0, 10),
      ...[...this.#takers.values()].map(
        one => `${one.inventory.details.name} ${one.signature}`,
      ),
    ].join('\n');
    if (signature === this.#signature && now - this.#lastRun < ANEW_MS) {
      return;
    }
    this.#isRunning = true;
    let begun = now;
    this.#inTurn(async () => {
      begun = Date.now();
      await this.#judge(this.#snapshots());
      this.#signature = signature;
    })
      .catch(error =>
        this.#logger.error('findings: the analysis failed', error as Error),
      )
      .finally(() => {
        this.#isRunning = false;
        this.#lastRun = Date.now();
        this.#restMs = restAfter(this.#lastRun - begun);
      });
  }

  async #judge(snapshots: FollowedSnapshot[]): Promise<Judged> {
    const judged = await this.#analysis.run(snapshots, { keep: true });
    const clusters = [...this.#takers.values()];
    const now = Date.now();
    this.history.update(
      judged,
      new Set(snapshots.map(one => one.cluster)),
      now,
    );
    this.#last = judged;
    this.#judgedAt = new Map(
      clusters
        .filter(one =>
          snapshots.some(
            ({ cluster }) => cluster === one.inventory.details.name,
          ),
        )
        .map(one => [one.inventory, now]),
    );
    this.#onJudged();
    return judged;
  }

  #snapshots(): FollowedSnapshot[] {
    this.#follow();
    return [...this.#takers.values()].map(one => one.take());
  }

  #follow(): void {
    const before = this.#takers;
    this.#takers = new Map(
      this.#inventory
        .clusters()
        .map(one => [one, before.get(one) ?? new SnapshotTaker(one)]),
    );
  }

  /** One after the other: a check must not see a cluster half judged. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#before.then(work);
    // Whoever comes next does not care how this one ended.
    this.#before = mine.catch(() => undefined);
    return mine;
  }
}

/** How long to rest after an analysis, both in milliseconds. */
export function restAfter(tookMs: number): number {
  return Math.min(LONGEST_REST_MS, Math.max(REST_MS, REST_SHARE * tookMs));
}
