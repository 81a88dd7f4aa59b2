import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { IncomingMessage, ServerResponse } from 'http';
import { createServer, Server } from 'https';
import { AddressInfo, Socket } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { makeCertificate } from './clientCertificates';

/** An HTTPS server on this machine that counts the connections it accepted. */
export class TlsApiServer {
  accepted = 0;
  readonly requests: { method: string; url: string; headers: any }[] = [];
  readonly url: string;
  readonly caData: string;
  readonly caFile: string;
  readonly #server: Server;
  readonly #directory: string;
  readonly #sockets = new Set<Socket>();

  static async start(
    handler: (request: IncomingMessage, response: ServerResponse) => void,
    options: { requestCert?: boolean } = {},
  ): Promise<TlsApiServer> {
    const directory = mkdtempSync(join(tmpdir(), 'meshport-test-'));
    const own = await makeCertificate(directory, 'apiserver');
    const server = createServer({
      cert: readFileSync(own.certFile),
      key: readFileSync(own.keyFile),
      // Whatever certificate a client shows is looked at by the test.
      rejectUnauthorized: false,
      ...options,
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    return new TlsApiServer(server, directory, own, handler);
  }

  private constructor(
    server: Server,
    directory: string,
    own: { certData: string; certFile: string },
    handler: (request: IncomingMessage, response: ServerResponse) => void,
  ) {
    this.#server = server;
    this.#directory = directory;
    this.caData = own.certData;
    this.caFile = own.certFile;
    this.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (socket: Socket) => {
      this.accepted += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('request', (request, response) => {
      const { method, url, headers } = request;
      this.requests.push({ method: method!, url: url!, headers });
      handler(request, response);
    });
  }

  async close(): Promise<void> {
    this.#sockets.forEach(socket => socket.destroy());
    await new Promise(done => this.#server.close(done));
    rmSync(this.#directory, { recursive: true });
  }
}
