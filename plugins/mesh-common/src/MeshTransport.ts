import { ResponseError } from '@backstage/errors';

/** What a call may carry: a backend passes a token, a browser's fetch has its own. */
export interface MeshRequestOptions {
  token?: string;
  signal?: AbortSignal;
}

/** How a client finds and reaches the mesh backend. */
export interface MeshClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi?: { fetch: typeof fetch };
}

/** Sends calls to the mesh backend; throws `ResponseError` for an answer that is an error. */
export class MeshTransport {
  readonly #discovery: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetch: typeof fetch;

  constructor(options: MeshClientOptions) {
    this.#discovery = options.discoveryApi;
    this.#fetch = options.fetchApi?.fetch ?? fetch;
  }

  /**
   * A GET without a body, a POST with one, unless the method is told. A 304
   * comes only to a request whose headers ask for it.
   */
  async send(
    path: string,
    options?: MeshRequestOptions,
    body?: unknown,
    headers: Record<string, string> = {},
    method = body === undefined ? 'GET' : 'POST',
  ): Promise<Response> {
    const baseUrl = await this.#discovery.getBaseUrl('mesh');
    const response = await this.#fetch(`${baseUrl}/${path}`, {
      method,
      signal: options?.signal,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(options?.token ? { Authorization: `Bearer ${options.token}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok && response.status !== 304) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }

  /** The JSON of the answer. */
  async json<T>(
    path: string,
    options?: MeshRequestOptions,
    body?: unknown,
  ): Promise<T> {
    return (await this.send(path, options, body)).json() as Promise<T>;
  }
}
