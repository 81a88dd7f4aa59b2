import { createServer, type Server } from 'https';
import type { AddressInfo, Socket } from 'net';
import type { IncomingMessage, ServerResponse } from 'http';
import type { Duplex } from 'stream';

/** The HTTPS listener of one cluster, which can go down and come back. */
export class ApiServer {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private boundPort: number;

  constructor(
    private readonly options: {
      host: string;
      /** 0 for any; kept once known, so that a restart finds the same. */
      port: number;
      certPem: string;
      keyPem: string;
      handle(request: IncomingMessage, response: ServerResponse): void;
      upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
    },
  ) {
    this.boundPort = options.port;
  }

  get port(): number {
    return this.boundPort;
  }

  /** Listens; does nothing while it does. Fails where the port is in use. */
  async start(): Promise<void> {
    if (this.server) return;
    const { host, certPem, keyPem, handle, upgrade } = this.options;
    const server = createServer({ cert: certPem, key: keyPem }, handle);
    server.keepAliveTimeout = 60_000;
    // Watches are long-lived requests.
    server.requestTimeout = 0;
    server.on('upgrade', upgrade);
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.boundPort, host, resolve);
    });
    this.boundPort = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Closes the port and every connection. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    const closed = new Promise<void>(resolve => {
      server.close(() => resolve());
    });
    this.sockets.forEach(socket => socket.destroy());
    await closed;
  }
}
