import { createServer, type IncomingMessage, type Server } from 'http';
import type { AddressInfo } from 'net';
import type { DevCluster } from './cluster';
import { isRecord } from './objects';

async function readJson(
  request: IncomingMessage,
): Promise<Record<string, any>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8') || '{}';
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new Error(`the body is not JSON: ${(error as Error).message}`);
  }
  if (!isRecord(body)) {
    throw new Error('the body must be a JSON object, e.g. {"clear": true}');
  }
  return body;
}

async function setFaults(
  clusters: Record<string, DevCluster>,
  request: IncomingMessage,
): Promise<unknown> {
  const { cluster: name, ...switches } = await readJson(request);
  if (name !== undefined && !Object.hasOwn(clusters, name)) {
    throw new Error(
      `cluster: there is no ${JSON.stringify(name)}. Use one of ${Object.keys(
        clusters,
      ).join(', ')}.`,
    );
  }
  const chosen =
    name !== undefined ? [clusters[name]] : Object.values(clusters);
  for (const cluster of chosen) await cluster.faults.set(switches);
  return Object.fromEntries(
    chosen.map(cluster => [cluster.name, cluster.faults.active]),
  );
}

/** The plain HTTP server with `POST /faults` and `GET /faults`. */
export class ControlServer {
  private readonly server: Server;

  constructor(
    private readonly clusters: Record<string, DevCluster>,
    private readonly address: { host: string; port: number },
  ) {
    this.server = createServer((request, response) => {
      this.answer(request)
        .then(body => ({ code: 200, body }))
        .catch(error => ({ code: 400, body: { error: error.message } }))
        .then(({ code, body }) => {
          response.writeHead(code, { 'content-type': 'application/json' });
          response.end(`${JSON.stringify(body)}\n`);
        });
    });
  }

  private async answer(request: IncomingMessage): Promise<unknown> {
    // Only a program on this machine may speak here, never a web page.
    if (request.headers.origin) {
      throw new Error('requests from web pages are not answered');
    }
    if (request.url !== '/faults') {
      throw new Error('use GET or POST /faults');
    }
    if (request.method === 'POST') return setFaults(this.clusters, request);
    return Object.fromEntries(
      Object.values(this.clusters).map(cluster => [
        cluster.name,
        cluster.faults.active,
      ]),
    );
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://${this.address.host}:${port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.address.port, this.address.host, resolve);
    });
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>(resolve => {
      this.server.close(() => resolve());
    });
    this.server.closeAllConnections();
    await closed;
  }
}
