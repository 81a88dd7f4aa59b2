import type { IncomingMessage } from 'http';
import type { Duplex } from 'stream';
import { WebSocket, WebSocketServer } from 'ws';
import { PodStream } from './podStream';

/** The kubelet's protocol: each message begins with the number of its channel. */
const protocol = 'v4.channel.k8s.io';
const [data, failure] = [0, 1];
const longestRequest = 16 * 1024;

/** What a port of a simulated pod answers to one GET. */
export type PodAnswers = (
  path: string,
) => { status: number; contentType: string; body: string } | undefined;

/** A port of a simulated pod: it answers one GET, or speaks as it likes. */
export type PodPort =
  | { answer: PodAnswers }
  | { speak: (stream: Duplex) => void };

const sockets = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  handleProtocols: offered => (offered.has(protocol) ? protocol : false),
});

/** Whether a client offers the one protocol that is spoken here. */
export function speaksPortForward({ headers }: IncomingMessage): boolean {
  return (headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .some(one => one.trim() === protocol);
}

/**
 * Forwards one port of a simulated pod over a WebSocket: one that answers does
 * so to one HTTP request, then closes the connection.
 */
export function forwardPort(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  port: number,
  podPort: PodPort | undefined,
): void {
  sockets.handleUpgrade(request, socket, head, client => {
    const number = Buffer.of(port % 256, Math.floor(port / 256));
    client.send(Buffer.concat([Buffer.of(data), number]));
    client.send(Buffer.concat([Buffer.of(failure), number]));
    if (!podPort) {
      client.send(
        Buffer.concat([
          Buffer.of(failure),
          Buffer.from(
            `an error occurred forwarding ${port}: nothing listens there\n`,
          ),
        ]),
      );
      client.close(1000);
      return;
    }
    client.on('error', () => client.terminate());
    if ('speak' in podPort) {
      podPort.speak(new PodStream(client, data));
      return;
    }
    let received = '';
    client.on('message', (message: Buffer) => {
      if (message[0] !== data) return;
      received += message.subarray(1).toString('latin1');
      if (received.includes('\r\n\r\n')) {
        send(client, received, podPort.answer);
      } else if (received.length > longestRequest) client.close(1009);
    });
  });
}

function send(client: WebSocket, request: string, answer: PodAnswers): void {
  const [, path] = /^GET (\S+) HTTP\/1\.1\r\n/.exec(request) ?? [];
  const { status, contentType, body } = (path && answer(path)) || {
    status: 404,
    contentType: 'text/plain',
    body: 'Not Found\n',
  };
  const bytes = Buffer.from(body);
  const head = [
    `HTTP/1.1 ${status} ${status === 200 ? 'OK' : 'Not Found'}`,
    `Content-Type: ${contentType}`,
    `Content-Length: ${bytes.length}`,
    'Connection: close',
    '\r\n',
  ].join('\r\n');
  client.send(Buffer.concat([Buffer.of(data), Buffer.from(head), bytes]));
  client.close(1000);
}
