/**
 * How far the history of one kind of one cluster is known, in the resource
 * versions of its API server. They are decimal numbers that grow with every
 * write and may be compared within a kind (Kubernetes, "Resource Versions").
 * Other texts are ignored: then nothing is claimed and nothing is asked.
 */
export class KindPosition {
  readonly #byNamespace = new Map<string, bigint>();
  readonly #waiting = new Set<() => void>();
  #base: bigint | undefined;
  #knownUpTo: bigint | undefined;
  /** Beyond `knownUpTo` when the server was set back. */
  #highest: bigint | undefined;

  /** Up to here the store is known to equal the cluster. */
  get knownUpTo(): bigint | undefined {
    return this.#knownUpTo;
  }

  /** Where the store began: its first list stands for every earlier change. */
  get base(): bigint | undefined {
    return this.#base;
  }

  /**
   * The last change seen in each namespace since then; '' for cluster-scoped
   * objects. A Namespace object counts as its own namespace.
   */
  get changes(): ReadonlyMap<string, bigint> {
    return this.#byNamespace;
  }

  /** An object of the namespace was made, changed or deleted at this version. */
  changed(namespace: string, resourceVersion: string | undefined): void {
    const at = parseResourceVersion(resourceVersion);
    if (at === undefined) {
      return;
    }
    const known = this.#byNamespace.get(namespace);
    if (known === undefined || known < at) {
      this.#byNamespace.set(namespace, at);
    }
  }

  /**
   * The store was made equal to a list of this version. A list that is older
   * than what was known shows that the server was set back, e.g. restored.
   */
  listed(resourceVersion: string | undefined): void {
    const at = parseResourceVersion(resourceVersion);
    if (at === undefined) {
      return;
    }
    if (this.#knownUpTo !== undefined && at < this.#knownUpTo) {
      this.#base = at;
      this.#byNamespace.clear();
    }
    this.#base ??= at;
    this.#moveTo(at);
  }

  /** An event or a bookmark told that the store equals the cluster up to here. */
  reached(resourceVersion: string | undefined): void {
    const at = parseResourceVersion(resourceVersion);
    if (at !== undefined && (this.#knownUpTo ?? at) <= at) {
      this.#moveTo(at);
    }
  }

  /** The store was emptied: nothing is known any more. */
  lost(): void {
    this.#byNamespace.clear();
    this.#base = undefined;
    this.#knownUpTo = undefined;
  }

  /**
   * Whether everything up to a version has been seen. Also true of a version
   * from before the server was set back, which will never come again.
   */
  covers(version: bigint): boolean {
    return (
      this.#knownUpTo !== undefined &&
      (version <= this.#knownUpTo || version <= this.#highest!)
    );
  }

  /** Resolves when `covers(version)` holds or the signal aborts; never throws. */
  whenCovered(version: bigint, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const check = () => {
        if (signal.aborted || this.covers(version)) {
          this.#waiting.delete(check);
          signal.removeEventListener('abort', check);
          resolve();
        }
      };
      this.#waiting.add(check);
      signal.addEventListener('abort', check);
      check();
    });
  }

  #moveTo(at: bigint) {
    this.#knownUpTo = at;
    if (this.#highest === undefined || this.#highest < at) {
      this.#highest = at;
    }
    [...this.#waiting].forEach(check => check());
  }
}

/** Undefined for anything but a decimal number of a sensible length. */
export function parseResourceVersion(
  text: string | undefined,
): bigint | undefined {
  return text !== undefined && /^\d{1,30}$/.test(text)
    ? BigInt(text)
    : undefined;
}
