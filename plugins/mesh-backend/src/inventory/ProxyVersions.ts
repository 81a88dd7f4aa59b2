import { LoggerService } from '@backstage/backend-plugin-api';
import { ProxyReading } from '@meshport/backstage-plugin-mesh-common';
import {
  ClusterConnection,
  controlPlaneNamespace,
  getFromPod,
  KubernetesStatusError,
} from '../clusters';
import { IstioId } from './istioId';
import { isIstiod, isReady, monitoringPort } from './istiodPods';
import { ObjectStore, StoredObject } from './ObjectStore';
import { ProxyIndex } from './ProxyIndex';
import { whyNotRead } from './proxyFailures';
import { touchesProxies } from './proxyChanges';
import { ConnectedProxy, readSyncStatus } from './syncStatus';
import { InventoryTiming, sleep } from './timing';

const TIMEOUT_MS = 20_000;

/** What one istiod told, or why it did not. */
interface Told {
  proxies: ConnectedProxy[];
  /** When it was asked; milliseconds since 1970. */
  at: number;
  failure?: string;
}

/**
 * Asks each istiod of a cluster which proxies it serves and in which versions,
 * as `istioctl proxy-status` does: by a forwarded port, since istiod shows this
 * to nobody but its own loopback. It asks when istiods or proxies change and
 * every few minutes; never for a page view.
 */
export class ProxyVersions {
  readonly #connection: ClusterConnection;
  readonly #pods: ObjectStore;
  readonly #workloadEntries: ObjectStore;
  readonly #timing: InventoryTiming;
  readonly #logger: LoggerService;
  readonly #istioId: () => IstioId;
  #conflict: string | undefined;
  readonly #get: typeof getFromPod;
  /** By the uid of the istiod. */
  readonly #told = new Map<string, Told>();
  #index = new ProxyIndex([]);
  #reading: ProxyReading = { state: 'pending' };
  #asOf: number | undefined;
  #revision = 0;
  #changed = new AbortController();

  constructor(options: {
    connection: ClusterConnection;
    pods: ObjectStore;
    workloadEntries: ObjectStore;
    timing: InventoryTiming;
    logger: LoggerService;
    istioId: () => IstioId;
    get?: typeof getFromPod;
  }) {
    this.#connection = options.connection;
    this.#pods = options.pods;
    this.#workloadEntries = options.workloadEntries;
    this.#timing = options.timing;
    this.#logger = options.logger;
    this.#istioId = options.istioId;
    this.#get = options.get ?? getFromPod;
  }

  /** How well proxies are known; undefined for a cluster without istiod. */
  reading(): ProxyReading | undefined {
    return this.#istiods().length > 0 ? this.#reading : undefined;
  }

  /** Up to when the proxies are known; milliseconds since 1970. */
  get asOf(): number | undefined {
    return this.#asOf;
  }

  /** Every proxy that an istiod here serves, of all clusters. */
  get proxies(): ProxyIndex {
    return this.#index;
  }

  /** Grows each time that istiods were asked. */
  get revision(): number {
    return this.#revision;
  }

  /** Runs until the signal aborts; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    const stops = [this.#pods, this.#workloadEntries].map(store =>
      store.onChange(change => {
        // To abort again costs an error, and a first list is a change for each object.
        if (!this.#changed.signal.aborted && touchesProxies(change)) {
          this.#changed.abort();
        }
      }),
    );
    const { versionRefreshMs, forbiddenRetryMs, proxySettleMs, proxyPauseMs } =
      this.#timing;
    while (!signal.aborted) {
      this.#changed = new AbortController();
      await this.#refresh(signal);
      const isSettled = this.#reading.state === 'read' && !this.#isAwaiting();
      const wait = isSettled
        ? versionRefreshMs
        : Math.min(versionRefreshMs, forbiddenRetryMs);
      const pause = Math.min(this.#told.size > 0 ? proxyPauseMs : 0, wait);
      await sleep(pause, signal);
      await sleep(
        wait - pause,
        AbortSignal.any([signal, this.#changed.signal]),
      );
      await sleep(Math.min(proxySettleMs, wait), signal);
    }
    stops.forEach(stop => stop());
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    const istiods = this.#istiods();
    const uids = new Set(istiods.map(({ metadata }) => metadata.uid));
    for (const uid of this.#told.keys()) {
      if (!uids.has(uid)) {
        this.#told.delete(uid);
      }
    }
    // One after the other: an answer may be large.
    for (const istiod of istiods.filter(isReady)) {
      await this.#ask(istiod, signal);
    }
    if (!signal.aborted) {
      this.#conclude(istiods);
    }
  }

  /** Whether a pod that started a moment ago has not connected yet. */
  #isAwaiting(): boolean {
    const { id } = this.#istioId();
    const since = Date.now() - this.#timing.versionRefreshMs;
    return this.#pods
      .list()
      .some(
        ({
          metadata: { namespace = '', name, creationTimestamp },
          spec,
          status,
        }) =>
          Date.parse(status?.startTime ?? creationTimestamp) > since &&
          spec?.containers?.some((one: any) => one.name === 'istio-proxy') &&
          !this.#index.ofPod(id, namespace, name),
      );
  }

  #istiods(): StoredObject[] {
    return this.#pods
      .list(controlPlaneNamespace(this.#connection.details))
      .filter(pod => isIstiod(pod) && pod.status?.phase === 'Running');
  }

  async #ask(pod: StoredObject, signal: AbortSignal): Promise<void> {
    const { name, namespace = '', uid = '' } = pod.metadata;
    const at = Date.now();
    const ask = async (path: string) => {
      const answer = await this.#get(this.#connection, {
        namespace,
        pod: name,
        port: Number(monitoringPort(pod)),
        path,
        signal,
        timeoutMs: TIMEOUT_MS,
      });
      if (answer.status !== 200) {
        throw new KubernetesStatusError(answer.status, 'Istiod', '');
      }
      return answer.text;
    };
    try {
      const syncz = await ask('/debug/syncz');
      const connections = await ask('/debug/connections');
      const proxies = await readSyncStatus(syncz, connections);
      this.#told.set(uid, { proxies, at });
    } catch (error) {
      if (!signal.aborted) {
        const failure = whyNotRead(error as Error, { namespace, name });
        this.#logger.debug(`proxies of ${namespace}/${name}: ${failure}`);
        // What it told before still holds for proxies that have not changed.
        const known = this.#told.get(uid);
        const mayKeep =
          !(error instanceof KubernetesStatusError) || error.code >= 500;
        this.#told.set(uid, {
          proxies: mayKeep && known ? known.proxies : [],
          at: mayKeep && known ? known.at : at,
          failure,
        });
      }
    }
  }

  #warnOfConflict(): void {
    const { conflict } = this.#istioId();
    if (conflict && conflict !== this.#conflict) {
      this.#logger.warn(conflict);
    }
    this.#conflict = conflict;
  }

  #conclude(istiods: StoredObject[]): void {
    this.#warnOfConflict();
    const told = istiods.map(({ metadata }) =>
      this.#told.get(metadata.uid ?? ''),
    );
    const read = told.filter(one => one && one.failure === undefined);
    const failures = told.map(one => one?.failure).filter(Boolean);
    this.#index = new ProxyIndex(told.flatMap(one => one?.proxies ?? []));
    this.#asOf = read.length
      ? Math.min(...read.map(one => one!.at))
      : undefined;
    this.#reading = judge(read.length, istiods.length, failures[0]);
    this.#revision += 1;
  }
}

function judge(
  read: number,
  all: number,
  failure: string | undefined,
): ProxyReading {
  if (read === all && all > 0) {
    return { state: 'read' };
  }
  if (read > 0) {
    const why =
      failure ?? 'An istiod that is not ready was not asked for its proxies.';
    return { state: 'partial', why };
  }
  return failure === undefined
    ? { state: 'pending' }
    : { state: 'notReadable', why: failure };
}
