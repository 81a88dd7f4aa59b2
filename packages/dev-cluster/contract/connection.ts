import { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { Endpoint } from './kubeconfig';

/** One HTTP request of a case, with all variables filled in. */
export interface HttpRequest {
  method: string;
  path: string;
  query?: Record<string, unknown>;
  headers?: Record<string, string>;
  /** Sent as JSON unless it is a string, which goes as it is. */
  body?: unknown;
  /** A bearer token, or `anonymous`; without it the kubeconfig's own user. */
  as?: string;
}

/** What the server answered; a body that is not JSON stays text. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, unknown>;
  body: unknown;
}

/** An answer whose body is still coming, line by line. */
export interface HttpStream {
  status: number;
  headers: Record<string, unknown>;
  lines: AsyncIterable<string>;
  close(): void;
}

/** Seconds a single answer may take. */
const ANSWER_LIMIT = 20;

/** Sends requests to one cluster as several users. */
export class Connection {
  readonly #endpoint: Endpoint;
  readonly #administrator: Agent;
  readonly #nobody: Agent;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    const tls = {
      keepAlive: true,
      ca: endpoint.ca,
      rejectUnauthorized: !endpoint.skipTlsVerify,
    };
    this.#administrator = new Agent({
      ...tls,
      cert: endpoint.cert,
      key: endpoint.key,
    });
    // A client certificate would win over the token of another user.
    this.#nobody = new Agent(tls);
  }

  async send(wanted: HttpRequest): Promise<HttpAnswer> {
    const response = await this.#open(wanted);
    const body = await text(response);
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: parseBody(body),
    };
  }

  async stream(wanted: HttpRequest): Promise<HttpStream> {
    const response = await this.#open(wanted);
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      lines: linesOf(response),
      close: () => response.destroy(),
    };
  }

  close(): void {
    this.#administrator.destroy();
    this.#nobody.destroy();
  }

  #open(wanted: HttpRequest): Promise<IncomingMessage> {
    const url = new URL(wanted.path, this.#endpoint.server);
    for (const [key, value] of Object.entries(wanted.query ?? {})) {
      url.searchParams.set(key, String(value));
    }
    const headers: Record<string, string> = { accept: 'application/json' };
    let body: string | undefined;
    if (wanted.body !== undefined) {
      headers['content-type'] = 'application/json';
      body =
        typeof wanted.body === 'string'
          ? wanted.body
          : JSON.stringify(wanted.body);
      headers['content-length'] = String(Buffer.byteLength(body));
    }
    const token = wanted.as === undefined ? this.#endpoint.token : wanted.as;
    if (token && token !== 'anonymous')
      headers.authorization = `Bearer ${token}`;
    for (const [key, value] of Object.entries(wanted.headers ?? {})) {
      headers[key.toLowerCase()] = value;
    }
    return new Promise((resolve, reject) => {
      const outgoing = request(url, {
        method: wanted.method,
        headers,
        agent: wanted.as === undefined ? this.#administrator : this.#nobody,
      });
      const limit = setTimeout(
        () =>
          outgoing.destroy(
            new Error(
              `${wanted.method} ${url.pathname} took over ${ANSWER_LIMIT} s`,
            ),
          ),
        ANSWER_LIMIT * 1000,
      );
      outgoing.once('response', response => {
        clearTimeout(limit);
        resolve(response);
      });
      outgoing.once('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(limit);
        const why = error.message || error.code;
        reject(new Error(`no answer from ${url.origin}: ${why}`));
      });
      outgoing.end(body);
    });
  }
}

async function* linesOf(response: IncomingMessage): AsyncIterable<string> {
  let rest = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter(line => line !== '');
  }
  if (rest !== '') yield rest;
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return body;
    throw error;
  }
}
