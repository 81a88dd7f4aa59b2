import { ClusterFailure } from '@meshport/backstage-plugin-mesh-common';

/** How one kind of one cluster is doing. Times in milliseconds since 1970. */
export interface KindStatus {
  kind: string;
  /** `listing` until it is followed for the first time. */
  state: 'listing' | 'watching' | 'failing' | 'Forbidden' | 'NotServed';
  /** Whether the store has been complete at least once and still stands for the cluster. */
  listed: boolean;
  apiVersion?: string;
  count: number;
  lastEvent?: number;
  lastList?: number;
  /** Up to when the store is known to equal the cluster. */
  lastGood?: number;
  failure?: ClusterFailure;
}

/** Keeps the status of one kind of one cluster. */
export class KindRecord {
  readonly #status: Omit<KindStatus, 'count'>;
  #open = false;

  constructor(kind: string) {
    this.#status = { kind, state: 'listing', listed: false };
  }

  get status(): Omit<KindStatus, 'count'> {
    return { ...this.#status };
  }

  served(apiVersion: string): void {
    this.#status.apiVersion = apiVersion;
  }

  listed(): void {
    const now = Date.now();
    const { state } = this.#status;
    if (state === 'Forbidden' || state === 'NotServed') {
      this.#status.state = 'listing';
      this.#status.failure = undefined;
    }
    Object.assign(this.#status, { listed: true, lastList: now, lastGood: now });
  }

  /** The watch was opened, or told something. */
  alive(sign: 'open' | 'event' | 'bookmark'): void {
    const now = Date.now();
    this.#open = true;
    this.#status.state = 'watching';
    this.#status.failure = undefined;
    this.#status.lastGood = now;
    if (sign === 'event') {
      this.#status.lastEvent = now;
    }
  }

  /** The watch is over. */
  closed(): void {
    this.#open = false;
  }

  /** The cluster answered elsewhere: an open watch is taken to be alive. */
  clusterAnswered(): void {
    if (this.#open) {
      this.#status.lastGood = Date.now();
    }
  }

  /** The objects stay, as of the last good moment. */
  failing(failure: Omit<ClusterFailure, 'kind' | 'since'>): void {
    this.#status.state = 'failing';
    this.#setFailure(failure);
  }

  /** Nobody vouches for the objects any more. */
  unreadable(
    state: 'Forbidden' | 'NotServed',
    failure: Omit<ClusterFailure, 'kind' | 'since'>,
  ): void {
    Object.assign(this.#status, { state, listed: false, lastGood: undefined });
    this.#setFailure(failure);
  }

  #setFailure({
    reason,
    message,
  }: Omit<ClusterFailure, 'kind' | 'since'>): void {
    const { kind, failure: known } = this.#status;
    const since =
      known?.reason === reason ? known.since : new Date().toISOString();
    this.#status.failure = { kind, reason, message, since };
  }
}
