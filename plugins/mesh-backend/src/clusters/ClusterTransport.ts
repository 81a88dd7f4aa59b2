import { Dispatcher } from 'undici';
import { createPools } from './createPools';
import { Credentials } from './Credentials';
import { ClusterRequest } from './types';

/** What a connection is used for: none waits for another's. */
export type Lane = 'signs' | 'reads' | 'writes' | 'pods' | 'watches';

/**
 * Connections a lane. A write may wait for a webhook and a pod for itself, so
 * that two of them must not hold up the lists; and a sign of life that waits
 * for slow lists would tell that the server is dead. An open
 * watch holds its connection, for this is HTTP/1.1: with one connection for
 * everything, a connection that is half closed would stop all watches at once.
 */
const CONNECTIONS: Record<Lane, number | null> = {
  signs: 1,
  reads: 2,
  writes: 2,
  pods: 2,
  watches: null,
};

/** A pod, Service or node answers these, not the API server. */
const PROXIED = /\/(pods|services|nodes)\/[^/]+\/proxy(\/|$)/;

/** The lane of a request that is no watch. */
export function laneOf({
  method = 'GET',
  path,
  isSignOfLife,
}: ClusterRequest): Lane {
  if (isSignOfLife) {
    return 'signs';
  }
  if (PROXIED.test(path)) {
    return 'pods';
  }
  return method === 'GET' ? 'reads' : 'writes';
}

/**
 * The pooled connections to one API server under one set of TLS credentials. A
 * lane opens its connections when they are needed, and keeps them for a minute.
 */
export class ClusterTransport {
  readonly key: string;
  readonly #lanes: Record<Lane, Dispatcher>;
  readonly #end = new AbortController();

  constructor(credentials: Credentials) {
    this.key = credentials.transportKey;
    const pool = createPools(credentials);
    this.#lanes = {
      signs: pool(CONNECTIONS.signs),
      reads: pool(CONNECTIONS.reads),
      writes: pool(CONNECTIONS.writes),
      pods: pool(CONNECTIONS.pods),
      watches: pool(CONNECTIONS.watches),
    };
  }

  /** @param options - their signal is joined with the end of the transport */
  request(
    lane: Lane,
    options: Dispatcher.RequestOptions & { signal?: AbortSignal },
  ): Promise<Dispatcher.ResponseData> {
    const { signal: end } = this.#end;
    const signal = AbortSignal.any(
      options.signal ? [options.signal, end] : [end],
    );
    return this.#lanes[lane].request({ ...options, signal });
  }

  /** Lets what is under way end by itself, then closes. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#lanes).map(lane => lane.close()));
  }

  /**
   * Ends what is under way, also after `close`, which an Agent of undici alone
   * would not.
   */
  async destroy(reason: Error): Promise<void> {
    this.#end.abort(reason);
    await Promise.all(Object.values(this.#lanes).map(lane => lane.destroy()));
  }
}
