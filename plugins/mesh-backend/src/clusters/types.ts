import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { Duplex } from 'stream';

/** One request to a Kubernetes API server. */
export interface ClusterRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path on the API server, e.g. `/api/v1/namespaces`. */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  /** Default `application/json`; e.g. `application/apply-patch+yaml`. */
  contentType?: string;
  accept?: string;
  signal?: AbortSignal;
  /** Milliseconds until the answer must be complete; default 30,000. */
  timeoutMs?: number;
  /** The largest answer that is read; default 64 MiB. */
  maxBytes?: number;
  /**
   * Called with each of the answer's `items` as soon as it has come; what it
   * returns takes the item's place, so that a long list is never held whole.
   * An error that it throws is thrown.
   */
  mapItem?: (item: unknown) => unknown;
  /** A sign of life: on a connection of its own, so that it waits for no list. */
  isSignOfLife?: boolean;
}

/** A request for a watch. */
export interface WatchRequest extends ClusterRequest {
  /** Called when the server has accepted the watch, before any event. */
  onOpen?: () => void;
}

/** A Kubernetes object as it comes over the wire. */
export interface KubernetesObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    generation?: number;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: {
      apiVersion: string;
      kind: string;
      name: string;
      uid: string;
      controller?: boolean;
    }[];
    managedFields?: unknown[];
  };
  [field: string]: any;
}

/** The one way to a cluster: pooled, authenticated. */
export interface ClusterConnection {
  /** As they are now; read it anew each time. */
  readonly details: MeshClusterDetails;
  /** Takes over words (title, owner, links, network, readOnly) that changed. */
  describe(details: MeshClusterDetails): void;
  /**
   * Sends a request and parses the JSON answer (text when it is not JSON).
   *
   * Throws `KubernetesStatusError` for an answer of 300 or more,
   * `ClusterUnreachableError` when there is no answer, and
   * `InvalidAnswerError` when it says that it is JSON and is none.
   */
  request<T = unknown>(request: ClusterRequest): Promise<T>;
  /**
   * Opens a watch and yields its lines as parsed events until the server or
   * the signal ends it. Errors as `request`.
   */
  watch(
    request: WatchRequest,
  ): AsyncIterable<{ type: string; object: KubernetesObject }>;
  /**
   * Opens a stream to a port of a pod, which sees a caller on its own loopback.
   * Needs the rights `get` and `create` on `pods/portforward`. The stream fails
   * with `PodConnectionError` when nothing in the pod listens on that port; the
   * caller destroys it after use. Errors as `request`.
   *
   * @param options - `timeoutMs`: until the stream must be open, default 10,000
   */
  portForward(
    namespace: string,
    pod: string,
    port: number,
    options?: { signal?: AbortSignal; timeoutMs?: number },
  ): Promise<Duplex>;
  close(): Promise<void>;
}

/**
 * Told the connections that there are now. Those that are gone are closed at
 * once; what is returned is waited for when the backend stops.
 */
export type ClusterListener = (
  connections: ClusterConnection[],
) => Promise<void>;

/** All clusters that are known now. */
export interface ClusterRegistry {
  list(): ClusterConnection[];
  /** Tells of every change; returns how to end that. */
  subscribe(listener: ClusterListener): () => void;
  /** Throws `NotFoundError` that lists nothing but the name asked for. */
  get(name: string): ClusterConnection;
}
