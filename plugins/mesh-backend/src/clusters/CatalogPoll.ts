import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import {
  CatalogClusterRules,
  catalogCluster,
  entitiesByName,
} from './catalogCluster';
import { abortion, pause } from './SupplierPoll';

/** After a failure it asks again this soon, for the catalog may just be starting. */
const RETRY_MS = 10_000;
const ANSWER_TIMEOUT_MS = 30_000;

/** Gives all entities of kind Resource and type `kubernetes-cluster`. */
export type ReadCatalogClusters = () => Promise<Entity[]>;

/** Asks the catalog for its clusters again and again, and keeps its last answer. */
export class CatalogPoll {
  readonly #read: ReadCatalogClusters;
  readonly #timeoutMs: number;
  #byName = new Map<string, Entity>();
  #ambiguous: string[] = [];
  #problem: string | undefined;
  #since: number | undefined;

  constructor(options: {
    read: ReadCatalogClusters;
    /** Milliseconds until a question counts as failed; default 30,000. */
    timeoutMs?: number;
  }) {
    this.#read = options.read;
    this.#timeoutMs = options.timeoutMs ?? ANSWER_TIMEOUT_MS;
  }

  /** Why its last answer is not there, and since when. */
  get failure(): { message: string; since: number } | undefined {
    return this.#problem === undefined
      ? undefined
      : { message: this.#problem, since: this.#since! };
  }

  /** The entity that speaks for the cluster of this name. */
  entity(name: string): Entity | undefined {
    return this.#byName.get(name);
  }

  /**
   * The clusters that it leads to beside those of other sources.
   *
   * @param taken - names that configuration or a supplier gives: an entity
   * never changes where these lead
   */
  judge(
    taken: ReadonlySet<string>,
    rules: CatalogClusterRules,
  ): { clusters: MeshClusterDetails[]; problems: string[] } {
    const clusters: MeshClusterDetails[] = [];
    const problems = [...this.#ambiguous];
    const free = [...this.#byName.values()].filter(
      ({ metadata }) => !taken.has(metadata.name),
    );
    if (rules.allowedHosts.isEmpty) {
      if (free.length) {
        const names = free.map(({ metadata }) => metadata.name).sort();
        problems.push(
          `these clusters of the catalog are not connected to, because mesh.catalogClusters.allowedHosts names no host: ${names.join(
            ', ',
          )}`,
        );
      }
      return { clusters, problems };
    }
    for (const entity of free) {
      const judged = catalogCluster(entity, rules);
      if ('reason' in judged) {
        problems.push(
          `${stringifyEntityRef(entity)} of the catalog is not connected to: ${
            judged.reason
          }`,
        );
      } else {
        clusters.push(judged.details);
      }
    }
    return { clusters, problems };
  }

  /** Asks until the signal aborts; never throws. */
  async run(options: {
    signal: AbortSignal;
    intervalMs: () => number;
    onAnswer: () => void;
  }): Promise<void> {
    const { signal, intervalMs, onAnswer } = options;
    while (!signal.aborted) {
      await this.#ask(signal);
      if (signal.aborted) {
        return;
      }
      onAnswer();
      const wait = intervalMs();
      await pause(this.#problem ? Math.min(RETRY_MS, wait) : wait, signal);
    }
  }

  async #ask(stop: AbortSignal): Promise<void> {
    const answered = new AbortController();
    const signal = AbortSignal.any([
      stop,
      AbortSignal.timeout(this.#timeoutMs),
    ]);
    try {
      const entities = await Promise.race([
        this.#read(),
        // A question that is never answered must not be the last one.
        abortion(signal, answered.signal),
      ]);
      const { byName, problems } = entitiesByName(entities);
      this.#byName = byName;
      this.#ambiguous = problems;
      this.#problem = undefined;
      this.#since = undefined;
    } catch (error) {
      this.#problem = `the catalog's clusters could not be read (${
        (error as Error)?.name ?? 'unknown reason'
      }); what it said of them before stays`;
      this.#since ??= Date.now();
    } finally {
      answered.abort();
    }
  }
}
