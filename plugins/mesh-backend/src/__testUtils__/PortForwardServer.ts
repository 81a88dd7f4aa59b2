import { createServer, IncomingMessage, Server } from 'http';
import { AddressInfo, connect, Socket } from 'net';
import { WebSocket, WebSocketServer } from 'ws';

/** What a test says to a request before it is upgraded. */
export type Refusal = { status: number; body: unknown };

/**
 * Forwards ports as a kubelet behind an API server does
 * (`k8s.io/kubelet/pkg/cri/streaming/portforward`), to ports of this machine.
 */
export class PortForwardServer {
  readonly requests: { url: string; headers: IncomingMessage['headers'] }[] =
    [];
  readonly forwards = new Set<WebSocket>();
  /** Asked for each request; when it answers, nothing is forwarded. */
  refuse: (request: IncomingMessage) => Refusal | undefined = () => undefined;
  /** Set to leave requests without an answer. */
  isSilent = false;
  url = '';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  static async start(): Promise<PortForwardServer> {
    const server = new PortForwardServer();
    await new Promise<void>(done =>
      server.#server.listen(0, '127.0.0.1', done),
    );
    const { port } = server.#server.address() as AddressInfo;
    server.url = `http://127.0.0.1:${port}`;
    return server;
  }

  private constructor() {
    const sockets = new WebSocketServer({
      noServer: true,
      handleProtocols: offered =>
        offered.has('v4.channel.k8s.io') && 'v4.channel.k8s.io',
    });
    this.#server = createServer();
    this.#server.on('connection', socket => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('upgrade', (request, socket, head) => {
      this.requests.push({ url: request.url!, headers: request.headers });
      if (this.isSilent) {
        return;
      }
      const refusal = this.refuse(request);
      if (refusal) {
        const body = JSON.stringify(refusal.body);
        // Left open, so that a client which does not close it is found out.
        socket.on('end', () => socket.end()).resume();
        socket.write(
          `HTTP/1.1 ${refusal.status} No\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
        return;
      }
      sockets.handleUpgrade(request, socket, head, webSocket => {
        const port = Number(
          new URL(request.url!, 'http://x').searchParams.get('ports'),
        );
        this.#forward(webSocket, port);
      });
    });
  }

  get openConnections(): number {
    return this.#sockets.size;
  }

  /** Breaks every connection. */
  breakAll(): void {
    this.#sockets.forEach(socket => socket.destroy());
  }

  async close(): Promise<void> {
    this.breakAll();
    await new Promise(done => this.#server.close(done));
  }

  #forward(webSocket: WebSocket, port: number): void {
    this.forwards.add(webSocket);
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16LE(port);
    const send = (channel: number, data: Buffer) =>
      webSocket.send(Buffer.concat([Buffer.of(channel), data]));
    send(0, bytes);
    send(1, bytes);
    const pod = connect(port, '127.0.0.1');
    pod.on('data', data => send(0, data));
    pod.on('error', error =>
      send(
        1,
        Buffer.from(
          `error forwarding port ${port} to pod: dial tcp4 127.0.0.1:${port}: connect: ${
            (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'
              ? 'connection refused'
              : error.message
          }`,
        ),
      ),
    );
    pod.on('close', () => webSocket.close(1000));
    webSocket.on('message', data => pod.write((data as Buffer).subarray(1)));
    webSocket.on('close', () => {
      this.forwards.delete(webSocket);
      pod.destroy();
    });
  }
}
