import { LoggerService } from '@backstage/backend-plugin-api';
import { ClusterConnection, controlPlaneNamespace } from '../clusters';
import { isIstiod, isReady, monitoringPort } from './istiodPods';
import { parseIstiodVersion } from './istiodVersion';
import { ObjectStore, StoredObject } from './ObjectStore';
import { InventoryTiming, sleep } from './timing';

/** Lets a rollout's burst of changes pass before istiod is asked. */
const SETTLE_MS = 500;

/**
 * Asks each istiod pod for its version, through the API server's pod proxy,
 * when istiod's pods change and every few minutes; never for a page view.
 */
export class ControlPlaneVersions {
  readonly #connection: ClusterConnection;
  readonly #pods: ObjectStore;
  readonly #timing: InventoryTiming;
  readonly #logger: LoggerService;
  readonly #versions = new Map<string, { version: string; at: number }>();
  #revision = 0;
  #changed = new AbortController();

  constructor(options: {
    connection: ClusterConnection;
    pods: ObjectStore;
    timing: InventoryTiming;
    logger: LoggerService;
  }) {
    this.#connection = options.connection;
    this.#pods = options.pods;
    this.#timing = options.timing;
    this.#logger = options.logger;
  }

  /** Grows when what the istiods say of themselves changes. */
  get revision(): number {
    return this.#revision;
  }

  /** What the pod said of itself; undefined when it was not asked or did not answer. */
  versionOf(pod: StoredObject): string | undefined {
    return this.#versions.get(pod.metadata.uid ?? '')?.version;
  }

  /** The istiod pods of the cluster. */
  pods(): StoredObject[] {
    return this.#pods
      .list(controlPlaneNamespace(this.#connection.details))
      .filter(isIstiod);
  }

  /** Runs until the signal aborts; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    const stopListening = this.#pods.onChange(({ object }) => {
      if (isIstiod(object)) {
        this.#changed.abort();
      }
    });
    while (!signal.aborted) {
      this.#changed = new AbortController();
      await this.#refresh(signal);
      await sleep(
        this.#pauseMs(),
        AbortSignal.any([signal, this.#changed.signal]),
      );
      await sleep(Math.min(SETTLE_MS, this.#timing.versionRefreshMs), signal);
    }
    stopListening();
  }

  /** Shorter while an istiod does not tell: the right may be given later. */
  #pauseMs(): number {
    const { versionRefreshMs, forbiddenRetryMs } = this.#timing;
    const isTold = this.pods()
      .filter(isReady)
      .every(({ metadata }) => this.#versions.has(metadata.uid ?? ''));
    return isTold
      ? versionRefreshMs
      : Math.min(versionRefreshMs, forbiddenRetryMs);
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    const pods = this.pods();
    const uids = new Set(pods.map(pod => pod.metadata.uid));
    for (const uid of this.#versions.keys()) {
      if (!uids.has(uid)) {
        this.#versions.delete(uid);
        this.#revision += 1;
      }
    }
    await Promise.all(
      pods
        .filter(pod => isReady(pod) && this.#isDue(pod))
        .map(pod => this.#ask(pod, signal)),
    );
  }

  #isDue(pod: StoredObject): boolean {
    const known = this.#versions.get(pod.metadata.uid ?? '');
    return !known || Date.now() - known.at >= this.#timing.versionRefreshMs;
  }

  async #ask(pod: StoredObject, signal: AbortSignal): Promise<void> {
    const { name, namespace, uid } = pod.metadata;
    const port = monitoringPort(pod);
    try {
      const text = await this.#connection.request<unknown>({
        path: `/api/v1/namespaces/${namespace}/pods/${name}:${encodeURIComponent(
          port,
        )}/proxy/version`,
        accept: '*/*',
        timeoutMs: 10_000,
        signal,
      });
      const version = parseIstiodVersion(String(text));
      if (version && uid) {
        if (this.#versions.get(uid)?.version !== version) {
          this.#revision += 1;
        }
        this.#versions.set(uid, { version, at: Date.now() });
      }
    } catch (error) {
      if (!signal.aborted) {
        // Not a failure of the answer: the image still tells the version.
        this.#logger.debug(
          `istiod ${namespace}/${name} was not asked for its version: ${
            (error as Error).message
          }`,
        );
      }
    }
  }
}
