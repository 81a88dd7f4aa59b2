import {
  ClusterFailure,
  EndedFailure,
} from '@meshport/backstage-plugin-mesh-common';
import { WatchSign } from './Reflector';

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
  /** Why it cannot be read now. */
  failure?: ClusterFailure;
  /** The failure before that, or the last one while all is well. */
  lastFailure?: EndedFailure;
  /** Lists and watches that failed since the start. */
  failures: number;
}

/** Keeps the status of one kind of one cluster. */
export class KindRecord {
  readonly #status: Omit<KindStatus, 'count'>;
  #open = false;
  /** When the open watch last told something itself. */
  #lastSign = 0;

  constructor(kind: string) {
    this.#status = { kind, state: 'listing', listed: false, failures: 0 };
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
      this.#recovered();
    }
    Object.assign(this.#status, { listed: true, lastList: now, lastGood: now });
  }

  /** The watch was opened, or told something. */
  alive(sign: WatchSign): void {
    const now = Date.now();
    this.#open = true;
    this.#status.state = 'watching';
    this.#recovered();
    this.#status.lastGood = now;
    this.#lastSign = now;
    if (sign === 'event') {
      this.#status.lastEvent = now;
    }
  }

  /** The watch is over. */
  closed(): void {
    this.#open = false;
  }

  /**
   * The open watch has told nothing for too long: what the cluster said
   * elsewhere did not stand for it.
   */
  silent(failure: Omit<ClusterFailure, 'kind' | 'since'>): void {
    this.#status.lastGood = this.#lastSign;
    this.failing(failure);
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

  #recovered() {
    this.#end(this.#status.failure);
    this.#status.failure = undefined;
  }

  #end(failure: ClusterFailure | undefined) {
    if (failure) {
      this.#status.lastFailure = {
        ...failure,
        until: new Date().toISOString(),
      };
    }
  }

  #setFailure({
    reason,
    message,
  }: Omit<ClusterFailure, 'kind' | 'since'>): void {
    const { kind, failure: known } = this.#status;
    const isSame = known?.reason === reason;
    if (!isSame) {
      this.#end(known);
    }
    const since = isSame ? known.since : new Date().toISOString();
    this.#status.failure = { kind, reason, message, since };
    this.#status.failures += 1;
  }
}
