import {
  ClusterConnection,
  InvalidAnswerError,
  KubernetesObject,
  KubernetesStatusError,
  TooLargeAnswerError,
} from '../clusters';
import { ObjectPage, readItem, readPage } from './answers';
import { InventoryTiming } from './timing';

/**
 * What is read of one kind at most. Kubernetes itself supports 150,000 pods a
 * cluster; beyond this a server is taken to be broken.
 */
export const LIST_LIMITS = {
  objects: 200_000,
  /** Of one page. A page that is larger is asked for in smaller ones. */
  pageBytes: 16 * 1024 * 1024,
  /** Of a list in one piece, the last resort when continue tokens expire. */
  wholeBytes: 64 * 1024 * 1024,
};

/** What is taken of a list. */
export interface ListTarget<T> {
  /** Begins anew: what was taken so far does not count. */
  begin(): void;
  /** Makes of an object what is to be taken, as soon as it has come. */
  read(object: KubernetesObject): T;
  /** Takes a page that is complete. */
  take(objects: T[]): void;
}

/** Reads the lists of one collection page by page. */
export class ListReader {
  readonly #connection: ClusterConnection;
  readonly #path: string;
  readonly #timing: InventoryTiming;
  readonly #limits: typeof LIST_LIMITS;
  #pageSize: number;

  constructor(options: {
    connection: ClusterConnection;
    path: string;
    timing: InventoryTiming;
    limits?: typeof LIST_LIMITS;
  }) {
    this.#connection = options.connection;
    this.#path = options.path;
    this.#timing = options.timing;
    this.#limits = options.limits ?? LIST_LIMITS;
    this.#pageSize = options.timing.pageSize;
  }

  /**
   * Hands all objects over. When the server has forgotten the way to the next
   * page (410) the list begins anew, the third time in one piece.
   *
   * @returns the resource version that the list stands for
   * @throws errors of `ClusterConnection.request`; `TooLargeAnswerError` for
   * more than is read, `InvalidAnswerError` for pages without an end
   */
  async read<T>(target: ListTarget<T>, signal: AbortSignal): Promise<string> {
    for (let expired = 0; ; ) {
      target.begin();
      try {
        return await this.#readPages(target, signal, expired < 2);
      } catch (error) {
        const isExpired =
          error instanceof KubernetesStatusError && error.code === 410;
        if (!isExpired || expired === 2) {
          throw error;
        }
        expired += 1;
      }
    }
  }

  /** The resource version of the collection now; reads one object at most. */
  async version(signal: AbortSignal): Promise<string> {
    const { resourceVersion } = readPage(
      await this.#connection.request({
        path: this.#path,
        query: { limit: 1 },
        signal,
        timeoutMs: this.#timing.listTimeoutMs,
        maxBytes: this.#limits.wholeBytes,
        mapItem: () => ({}),
      }),
    );
    return resourceVersion;
  }

  async #readPages<T>(
    target: ListTarget<T>,
    signal: AbortSignal,
    inPages: boolean,
  ): Promise<string> {
    let token: string | undefined;
    let objects = 0;
    let first: ObjectPage<T> | undefined;
    do {
      const page = await this.#page(target, token, signal, inPages);
      first ??= page;
      if (page.continueToken !== undefined && page.continueToken === token) {
        throw new InvalidAnswerError('it sends the same page again and again');
      }
      // A page counts as one more: there are servers that send empty ones.
      objects += page.items.length + 1;
      if (objects > this.#limits.objects + 1) {
        throw new TooLargeAnswerError(
          `it lists more than ${this.#limits.objects} objects of one kind`,
        );
      }
      target.take(page.items);
      token = page.continueToken;
    } while (token !== undefined);
    // All pages are of one moment; were they not, the first loses no event.
    return first.resourceVersion;
  }

  async #page<T>(
    target: ListTarget<T>,
    continueToken: string | undefined,
    signal: AbortSignal,
    inPages: boolean,
  ): Promise<ObjectPage<T>> {
    const { pageBytes, wholeBytes } = this.#limits;
    for (;;) {
      const canShrink = inPages && this.#pageSize > 1;
      try {
        return readPage(
          await this.#connection.request({
            path: this.#path,
            query: {
              limit: inPages ? this.#pageSize : undefined,
              continue: continueToken,
            },
            signal,
            timeoutMs: this.#timing.listTimeoutMs,
            maxBytes: canShrink ? pageBytes : wholeBytes,
            mapItem: item => target.read(readItem(item)),
          }),
        );
      } catch (error) {
        if (!canShrink || !(error instanceof TooLargeAnswerError)) {
          throw error;
        }
        // Objects that are large need pages that are small.
        this.#pageSize = Math.max(1, Math.floor(this.#pageSize / 10));
      }
    }
  }
}
