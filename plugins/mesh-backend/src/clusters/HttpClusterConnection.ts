import { Duplex } from 'stream';
import { Dispatcher } from 'undici';
import { InputError } from '@backstage/errors';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { abortable } from './abortable';
import { ClusterTransport, Lane, laneOf } from './ClusterTransport';
import { createCredentials } from './createCredentials';
import { Credentials, CredentialsSource } from './Credentials';
import {
  ClusterUnreachableError,
  InvalidAnswerError,
  KubernetesStatusError,
} from './errors';
import { openPortForward } from './openPortForward';
import { parseLines } from './parseLines';
import { MAX_LINE_BYTES, parseJson, readBody } from './readBody';
import { readList } from './readList';
import { statusError, unreachable } from './transportErrors';
import { turns } from './Turns';
import {
  ClusterConnection,
  ClusterRequest,
  KubernetesObject,
  WatchRequest,
} from './types';

const REQUEST_TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** Parsing so many characters takes about a millisecond. */
const LONG_TEXT = 100_000;
const MAX_ERROR_BYTES = 1024 * 1024;
const PORT_FORWARD_TIMEOUT_MS = 10_000;

/** A cluster over HTTPS: pooled, kept alive, authenticated. */
export class HttpClusterConnection implements ClusterConnection {
  #details: MeshClusterDetails;
  readonly #credentials: CredentialsSource;
  readonly #forwards = new Set<Duplex>();
  readonly #retired = new Set<ClusterTransport>();
  #transport: ClusterTransport | undefined;
  #closed = false;

  constructor(
    details: MeshClusterDetails,
    credentials: CredentialsSource = createCredentials(details),
  ) {
    this.#details = details;
    this.#credentials = credentials;
  }

  get details(): MeshClusterDetails {
    return this.#details;
  }

  describe(details: MeshClusterDetails): void {
    this.#details = details;
  }

  async request<T = unknown>(request: ClusterRequest): Promise<T> {
    const timeoutMs = request.timeoutMs ?? REQUEST_TIMEOUT_MS;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = request.signal
      ? AbortSignal.any([request.signal, timeout])
      : timeout;
    try {
      const response = await this.#send(laneOf(request), request, signal);
      const { maxBytes = MAX_ANSWER_BYTES, mapItem } = request;
      if (mapItem && isJson(response)) {
        return (await readList(response.body, { maxBytes, mapItem })) as T;
      }
      const text = await readBody(response.body, maxBytes);
      return (isJson(response) ? await parseInTurn(text) : text) as T;
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
    await Promise.all(
      [transport, ...this.#retired].map(each => each?.destroy(this.#dropped())),
    );
  }

  async #send(
    lane: Lane,
    request: ClusterRequest,
    signal?: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const credentials = await abortable(this.#credentials.get(), signal);
    const response = await this.#dispatch(lane, request, credentials, signal);
    if (response.statusCode !== 401) {
      return this.#checked(response);
    }
    await response.body.dump();
    const renewed = await abortable(
      this.#credentials.renew(credentials),
      signal,
    );
    return this.#checked(await this.#dispatch(lane, request, renewed, signal));
  }

  async #checked(
    response: Dispatcher.ResponseData,
  ): Promise<Dispatcher.ResponseData> {
    if (response.statusCode < 300) {
      return response;
    }
    // A redirect as well: credentials go to nobody but the configured server.
    const text = await readBody(response.body, MAX_ERROR_BYTES);
    throw statusError(response.statusCode, response.headers, text);
  }

  #dispatch(
    lane: Lane,
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
    return this.#transportFor(credentials).request(lane, {
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
      bodyTimeout: lane === 'watches' ? 0 : undefined,
    });
  }

  #transportFor(credentials: Credentials): ClusterTransport {
    this.#checkOpen();
    if (this.#transport?.key !== credentials.transportKey) {
      this.#retire(this.#transport);
      this.#transport = new ClusterTransport(credentials);
    }
    return this.#transport;
  }

  /** What is under way on it ends on it, so that a renewal breaks no watch. */
  #retire(transport: ClusterTransport | undefined): void {
    if (transport) {
      this.#retired.add(transport);
      const forget = () => this.#retired.delete(transport);
      transport.close().then(forget, forget);
    }
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

/** Many long answers may come at once: they are not parsed in one go. */
async function parseInTurn(text: string): Promise<unknown> {
  return text.length < LONG_TEXT
    ? parseJson(text)
    : turns.run(() => parseJson(text));
}
