import { LoggerService } from '@backstage/backend-plugin-api';
import { ClusterFreshness } from '@meshport/backstage-plugin-mesh-common';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import {
  ClusterConnection,
  InvalidAnswerError,
  KubernetesStatusError,
} from '../clusters';
import { ApiDiscovery } from './ApiDiscovery';
import { ControlPlaneVersions } from './ControlPlaneVersions';
import { describeFailure } from './failures';
import { ContactStatus, judgeFreshness } from './freshness';
import { IstioId, istioIdOf } from './istioId';
import { WATCHED_KINDS } from './kinds';
import { KindPosition } from './KindPosition';
import { KindStatus } from './KindRecord';
import { KindWatcher } from './KindWatcher';
import { ObjectStore } from './ObjectStore';
import { ProxyVersions } from './ProxyVersions';
import { InventoryTiming, sleep } from './timing';

/** A kind that the inventory follows, by name. */
export type WatchedKindName = (typeof WATCHED_KINDS)[number]['kind'];

/** `error`: it answers, if only to say no. */
type SignOfLife = 'well' | 'error' | 'none';

/** Everything known of one cluster, in memory. */
export class ClusterInventory {
  /** The istiods that run in this cluster, and what they say of themselves. */
  readonly controlPlanes: ControlPlaneVersions;
  /** The proxies that these istiods serve. */
  readonly proxyVersions: ProxyVersions;
  readonly #connection: ClusterConnection;
  readonly #watchers: Map<string, KindWatcher>;
  readonly #timing: InventoryTiming;
  readonly #logger: LoggerService;
  readonly #contact: ContactStatus = {};
  readonly #stop = new AbortController();
  #kubernetesVersion: string | undefined;
  /** What a Retry-After asked of the next sign of life. */
  #pauseMs = 0;
  /** Aborted when a kind meets trouble: then the next sign of life is due. */
  #doubt = new AbortController();
  #running: Promise<unknown> | undefined;

  constructor(options: {
    connection: ClusterConnection;
    timing: InventoryTiming;
    logger: LoggerService;
  }) {
    const { connection, timing } = options;
    const logger = options.logger.child({
      cluster: connection.details.name,
    });
    this.#connection = connection;
    this.#timing = timing;
    this.#logger = logger;
    const discovery = new ApiDiscovery(connection, {
      maxAgeMs: timing.notServedRetryMs / 2,
      signal: this.#stop.signal,
    });
    this.#watchers = new Map(
      WATCHED_KINDS.map(kind => [
        kind.kind,
        new KindWatcher({
          kind,
          connection,
          discovery,
          timing,
          logger,
          onTrouble: () => this.#doubt.abort(),
        }),
      ]),
    );
    this.controlPlanes = new ControlPlaneVersions({
      connection,
      timing,
      logger,
      pods: this.store('Pod'),
    });
    this.proxyVersions = new ProxyVersions({
      connection,
      timing,
      logger,
      pods: this.store('Pod'),
      workloadEntries: this.store('WorkloadEntry'),
      istioId: () => this.istioId,
    });
  }

  /** As they are now: the title may change while the cluster is followed. */
  get details(): MeshClusterDetails {
    return this.#connection.details;
  }

  /** Istio's own ID of the cluster, as far as it is known now. */
  get istioId(): IstioId {
    return istioIdOf(
      this.details,
      this.controlPlanes.pods(),
      this.store('MutatingWebhookConfiguration').list(),
    );
  }

  /** Begins to read; does not wait for anything. */
  start(): void {
    this.#running = Promise.all([
      this.#heartbeat(),
      this.controlPlanes.run(this.#stop.signal),
      this.proxyVersions.run(this.#stop.signal),
      ...[...this.#watchers.values()].map(watcher => watcher.run()),
    ]);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#watchers.forEach(watcher => watcher.stop());
    await this.#running;
  }

  store(kind: WatchedKindName): ObjectStore {
    return this.#watchers.get(kind)!.store;
  }

  /** How far the store of a kind is in the cluster's history. */
  position(kind: WatchedKindName): KindPosition {
    return this.#watchers.get(kind)!.position;
  }

  status(kind: WatchedKindName): KindStatus {
    return this.#watchers.get(kind)!.status();
  }

  statuses(): KindStatus[] {
    return [...this.#watchers.values()].map(watcher => watcher.status());
  }

  /** `gitVersion` of the API server, e.g. `v1.35.4`. */
  get kubernetesVersion(): string | undefined {
    return this.#kubernetesVersion;
  }

  /** How well the cluster is known; of these kinds only, when they are named. */
  freshness(kinds?: readonly WatchedKindName[]): ClusterFreshness {
    const { state, asOf, failures } = judgeFreshness(
      this.#contact,
      kinds ? kinds.map(kind => this.status(kind)) : this.statuses(),
    );
    return {
      name: this.details.name,
      title: this.details.title,
      owner: this.details.owner,
      links: this.details.links,
      state,
      asOf: asOf === undefined ? undefined : new Date(asOf).toISOString(),
      failures,
    };
  }

  /**
   * Asks the cluster for a sign of life now and then, and soon when a kind
   * meets trouble. It tells early that a cluster is gone when its connections
   * are only half closed, and that it is back before the watches' own waits are
   * over: when it answers again, and when it no longer answers with an error,
   * as an API server does that has just started.
   */
  async #heartbeat(): Promise<void> {
    const { signal } = this.#stop;
    let wasWell = true;
    while (!signal.aborted) {
      const sign = await this.#askForLife();
      if (signal.aborted) {
        return;
      }
      const answered = sign !== 'none';
      const changed = this.#contact.answers === !answered;
      this.#logContact(answered);
      this.#contact.answers = answered;
      if (answered) {
        this.#contact.lastContact = Date.now();
        this.#contact.failure = undefined;
        this.#watchers.forEach(watcher => watcher.noteAlive());
      }
      if (changed) {
        this.#watchers.forEach(watcher =>
          watcher.retryNow(this.#contact.failure),
        );
      } else if (sign === 'well' && !wasWell) {
        this.#watchers.forEach(watcher => watcher.hurry());
      }
      wasWell = sign === 'well';
      await this.#untilNextSign(sign);
    }
  }

  async #untilNextSign(sign: SignOfLife): Promise<void> {
    const { signal } = this.#stop;
    const { heartbeatMs, heartbeatRetryMs } = this.#timing;
    const doubt = new AbortController();
    this.#doubt = doubt;
    // Not all backends at once when a server comes back.
    const retryMs = heartbeatRetryMs * (0.5 + Math.random() / 2);
    const least = Math.max(retryMs, this.#pauseMs);
    this.#pauseMs = 0;
    await sleep(least, signal);
    if (sign === 'well') {
      await sleep(heartbeatMs - least, AbortSignal.any([signal, doubt.signal]));
    }
  }

  #logContact(answered: boolean) {
    const { answers, failure } = this.#contact;
    if (!answered && answers !== false) {
      this.#logger.warn(String(failure?.message));
    } else if (answered && answers === false) {
      this.#logger.info(`cluster '${this.details.name}' answers again`);
    }
  }

  async #askForLife(): Promise<SignOfLife> {
    try {
      const version = await this.#connection.request<{
        gitVersion?: unknown;
      } | null>({
        path: '/version',
        isSignOfLife: true,
        timeoutMs: this.#timing.heartbeatTimeoutMs,
        signal: this.#stop.signal,
      });
      if (typeof version?.gitVersion !== 'string') {
        throw new InvalidAnswerError('it does not name its version');
      }
      this.#kubernetesVersion = version.gitVersion;
      return 'well';
    } catch (error) {
      if (error instanceof KubernetesStatusError && error.code !== 401) {
        this.#pauseMs = Math.min(
          (error.retryAfterSeconds ?? 0) * 1000,
          this.#timing.maxRetryAfterMs,
        );
        return 'error';
      }
      const failure = describeFailure(this.details.name, error);
      const known = this.#contact.failure;
      this.#contact.failure = {
        ...failure,
        since:
          known?.reason === failure.reason
            ? known.since
            : new Date().toISOString(),
      };
      return 'none';
    }
  }
}
