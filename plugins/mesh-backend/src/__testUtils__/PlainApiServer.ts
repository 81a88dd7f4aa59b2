import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo, Socket } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';

/**
 * An HTTP server whose answers a test writes itself, with a kubeconfig that
 * points at it: for what no well-behaved API server does.
 */
export class PlainApiServer {
  readonly requests: { method: string; url: string; headers: any }[] = [];
  readonly kubeconfigFile: string;
  readonly #directory = mkdtempSync(join(tmpdir(), 'meshport-test-'));
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  connections = 0;

  static async start(
    handler: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<PlainApiServer> {
    const server = new PlainApiServer(handler);
    await new Promise<void>(resolve =>
      server.#server.listen(0, '127.0.0.1', resolve),
    );
    server.writeKubeconfig({ token: 'first-token' });
    return server;
  }

  private constructor(
    handler: (request: IncomingMessage, response: ServerResponse) => void,
  ) {
    this.kubeconfigFile = join(this.#directory, 'kubeconfig');
    this.#server = createServer((request, response) => {
      const { method, url, headers } = request;
      this.requests.push({ method: method!, url: url!, headers });
      handler(request, response);
    });
    this.#server.on('connection', socket => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  writeKubeconfig(user: object): void {
    const { port } = this.#server.address() as AddressInfo;
    // JSON is YAML.
    writeFileSync(
      this.kubeconfigFile,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'main',
        clusters: [
          {
            name: 'main',
            cluster: {
              server: `http://127.0.0.1:${port}`,
              'insecure-skip-tls-verify': true,
            },
          },
        ],
        contexts: [{ name: 'main', context: { cluster: 'main', user: 'u' } }],
        users: [{ name: 'u', user }],
      }),
    );
  }

  /** Ends the server and its connections; the kubeconfig stays. */
  async stop(): Promise<void> {
    this.#sockets.forEach(socket => socket.destroy());
    if (this.#server.listening) {
      await new Promise(resolve => this.#server.close(resolve));
    }
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#directory, { recursive: true });
  }
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...headers,
  });
  response.end(JSON.stringify(body));
}
