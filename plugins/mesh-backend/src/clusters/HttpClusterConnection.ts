import { Duplex } from 'stream';
import { Dispatcher } from 'undici';
import { InputError } from '@backstage/errors';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { abortable } from './abortable';
import { createCredentials } from './createCredentials';
import { createDispatcher } from './createDispatcher';
import { Credentials, CredentialsSource } from './Credentials';
import {
  ClusterUnreachableError,
  InvalidAnswerError,
  KubernetesStatusError,
} from './errors';
import { openPortForward } from './openPortForward';
import { parseLines } from './parseLines';
import { MAX_LINE_BYTES, parseJson, readBody } from './readBody';
import { statusError, unreachable } from './transportErrors';
import {
  ClusterConnection,
  ClusterRequest,
  KubernetesObject,
  WatchRequest,
} from './types';

/** Connections for requests; each watch has one of its own beside them. */
const REQUEST_CONNECTIONS = 4;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const MAX_ERROR_BYTES = 1024 * 1024;
const PORT_FORWARD_TIMEOUT_MS = 10_000;

interface Transport {
  key: string;
  requests: Dispatcher;
  watches: Dispatcher;
}

/** A cluster over HTTPS: pooled, kept alive, authenticated. */
export class HttpClusterConnection implements ClusterConnection {
  readonly details: MeshClusterDetails;
  readonly #credentials: CredentialsSource;
  readonly #forwards = new Set<Duplex>();
  #transport: Transport | undefined;
  #closed = false;

  constructor(
    details: MeshClusterDetails,
    credentials: CredentialsSource = createCredentials(details),
  ) {
    this.details = details;
    this.#credentials = credentials;
  }

  async request<T = unknown>(request: ClusterRequest): Promise<T> {
    const timeoutMs = request.timeoutMs ?? REQUEST_TIMEOUT_MS;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = request.signal
      ? AbortSignal.any([request.signal, timeout])
      : timeout;
    try {
      const response = await this.#send('requests', request, signal);
      const text = await readBody(
        response.body,
        request.maxBytes ?? MAX_ANSWER_BYTES,
      );
      return (isJson(response) ? parseJson(text) : text) as T;
    } catch (error) {
      throw this.#translate(error, request.signal);
    }
  }

  async *watch(
    request: WatchRequest,
  ): AsyncIterable<{ type: string; object: KubernetesObject }> {
    try {
      const response = await this.#send(
        'watches',
        { ...request, query: { ...request.query, watch: true } },
        request.signal,
      );
      if (!isJson(response)) {
        response.body.destroy();
        throw new InvalidAnswerError('it sends a watch that is not JSON');
      }
      request.onOpen?.();
      for await (const line of parseLines(response.body, MAX_LINE_BYTES)) {
        yield parseJson(line) as { type: string; object: KubernetesObject };
      }
    } catch (error) {
      throw this.#translate(error, request.signal);
    }
  }

  async portForward(
    namespace: string,
    pod: string,
    port: number,
    options: { signal?: AbortSignal; timeoutMs?: number } = {},
  ): Promise<Duplex> {
    const target = { cluster: this.details.name, namespace, pod, port };
    const timeout = AbortSignal.timeout(
      options.timeoutMs ?? PORT_FORWARD_TIMEOUT_MS,
    );
    const signal = options.signal
      ? AbortSignal.any([options.signal, timeout])
      : timeout;
    const open = (credentials: Credentials) => {
      this.#checkOpen();
      return openPortForward(target, credentials, signal);
    };
    try {
      const credentials = await this.#credentials.get();
      const stream = await open(credentials).catch(async error => {
        if (!(error instanceof KubernetesStatusError) || error.code !== 401) {
          throw error;
        }
        return open(await this.#credentials.renew(credentials));
      });
      this.#forwards.add(stream);
      stream.once('close', () => this.#forwards.delete(stream));
      // A stream may fail before its caller listens; it then throws when used.
      stream.on('error', () => {});
      return stream;
    } catch (error) {
      throw this.#translate(error, options.signal);
    }
  }

  /** Ends what is under way; later requests throw. */
  async close(): Promise<void> {
    this.#closed = true;
    const transport = this.#transport;
    this.#transport = undefined;
    this.#forwards.forEach(stream => stream.destroy(this.#dropped()));
    await Promise.all([
      transport?.requests.destroy(),
      transport?.watches.destroy(),
    ]);
  }

  async #send(
    pool: 'requests' | 'watches',
    request: ClusterRequest,
    signal?: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const credentials = await abortable(this.#credentials.get(), signal);
    const response = await this.#dispatch(pool, request, credentials, signal);
    if (response.statusCode !== 401) {
      return this.#checked(response);
    }
    await response.body.dump();
    const renewed = await abortable(
      this.#credentials.renew(credentials),
      signal,
    );
    return this.#checked(await this.#dispatch(pool, request, renewed, signal));
  }

  async #checked(
    response: Dispatcher.ResponseData,
  ): Promise<Dispatcher.ResponseData> {
    if (response.statusCode < 400) {
      return response;
    }
    const text = await readBody(response.body, MAX_ERROR_BYTES);
    throw statusError(response.statusCode, response.headers, text);
  }

  #dispatch(
    pool: 'requests' | 'watches',
    request: ClusterRequest,
    credentials: Credentials,
    signal?: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const url = new URL(credentials.server);
    const query = Object.entries(request.query ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v!)}`)
      .join('&');
    const body =
      request.body === undefined ? undefined : JSON.stringify(request.body);
    return this.#transportFor(credentials)[pool].request({
      origin: url.origin,
      path: `${url.pathname.replace(/\/$/, '')}${request.path}${
        query ? `?${query}` : ''
      }`,
      method: request.method ?? 'GET',
      headers: {
        ...credentials.headers,
        accept: request.accept ?? 'application/json',
        'user-agent': 'meshport',
        ...(body === undefined
          ? {}
          : { 'content-type': request.contentType ?? 'application/json' }),
      },
      body,
      signal,
      headersTimeout: request.timeoutMs ?? REQUEST_TIMEOUT_MS,
      // A quiet watch sends nothing for minutes; its reader keeps the time.
      bodyTimeout: pool === 'watches' ? 0 : undefined,
    });
  }

  #transportFor(credentials: Credentials): Transport {
    this.#checkOpen();
    if (this.#transport?.key !== credentials.transportKey) {
      // Requests and watches under way end on the old one, then it closes.
      const old = this.#transport;
      old?.requests.close();
      old?.watches.close();
      this.#transport = {
        key: credentials.transportKey,
        requests: createDispatcher(credentials, REQUEST_CONNECTIONS),
        watches: createDispatcher(credentials, null),
      };
    }
    return this.#transport!;
  }

  #checkOpen(): void {
    if (this.#closed) {
      throw this.#dropped();
    }
  }

  #dropped(): Error {
    return new ClusterUnreachableError(
      `cluster '${this.details.name}' was dropped or is described anew; ask again`,
    );
  }

  #translate(error: unknown, callerSignal?: AbortSignal): unknown {
    const isOurs =
      error instanceof KubernetesStatusError ||
      error instanceof InvalidAnswerError ||
      error instanceof InputError;
    if (isOurs || callerSignal?.aborted) {
      return error;
    }
    return unreachable(this.details.name, error);
  }
}

function isJson({ headers }: Dispatcher.ResponseData): boolean {
  return String(headers['content-type'] ?? '').includes('json');
}
