import { Duplex } from 'stream';
import { WebSocket } from 'ws';
import { ClusterUnreachableError, PodConnectionError } from './errors';

/** Channels of `v4.channel.k8s.io` when one port is forwarded. */
const DATA = 0;
const ERROR = 1;
/** Each channel begins with the number of its port. */
const PORT_BYTES = 2;
const MAX_ERROR_BYTES = 4096;
const CLOSE_WAIT_MS = 1000;

/**
 * The bytes of one port of a pod, over a WebSocket as a kubelet speaks it.
 *
 * The protocol knows no half-closed connection: `end()` sends nothing, so what
 * is asked over it must say by itself where it ends (HTTP does).
 */
export class PortForwardStream extends Duplex {
  readonly #socket: WebSocket;
  readonly #target: PortForwardTarget;
  readonly #toSkip = [PORT_BYTES, PORT_BYTES];
  #error = Buffer.alloc(0);

  /** @param socket - open already */
  constructor(socket: WebSocket, target: PortForwardTarget) {
    super({ emitClose: true });
    this.#socket = socket;
    this.#target = target;
    socket.on('message', data => this.#receive(data as Buffer));
    socket.on('error', () => this.destroy(this.#lost()));
    socket.on('close', code => this.#closed(code));
  }

  _read(): void {
    if (this.#socket.isPaused) {
      this.#socket.resume();
    }
  }

  _write(chunk: Buffer, _: string, done: (error?: Error | null) => void): void {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      done(this.#lost());
      return;
    }
    this.#socket.send(Buffer.concat([Buffer.of(DATA), chunk]), error =>
      done(error ? this.#lost() : null),
    );
  }

  _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const socket = this.#socket;
    if (socket.isPaused) {
      socket.resume();
    }
    socket.close(1000);
    const timer = setTimeout(() => socket.terminate(), CLOSE_WAIT_MS);
    timer.unref();
    socket.on('close', () => clearTimeout(timer));
    done(error);
  }

  #receive(message: Buffer): void {
    const channel = message[0];
    if (this.destroyed || (channel !== DATA && channel !== ERROR)) {
      return;
    }
    const skipped = Math.min(this.#toSkip[channel], message.length - 1);
    this.#toSkip[channel] -= skipped;
    const bytes = message.subarray(1 + skipped);
    if (bytes.length === 0) {
      return;
    }
    if (channel === ERROR) {
      this.#error = Buffer.concat([this.#error, bytes]).subarray(
        0,
        MAX_ERROR_BYTES,
      );
      this.destroy(this.#refused());
    } else if (!this.push(bytes)) {
      this.#socket.pause();
    }
  }

  #closed(code: number): void {
    if (this.destroyed) {
      return;
    }
    if (code === 1000 || code === 1005) {
      this.push(null);
      // Nothing can be written any more.
      this.end();
    } else {
      this.destroy(this.#lost());
    }
  }

  #refused(): Error {
    const { namespace, pod, port } = this.#target;
    const words = this.#error.toString('utf8').replace(/\s+/g, ' ').trim();
    const reason = /connection refused/i.test(words)
      ? 'nothing listens there (connection refused)'
      : words.slice(0, 300);
    return new PodConnectionError(
      `port ${port} of pod '${pod}' in namespace '${namespace}' cannot be reached: ${reason}`,
    );
  }

  #lost(): Error {
    const { cluster, namespace, pod, port } = this.#target;
    return new ClusterUnreachableError(
      `cluster '${cluster}' does not answer: the connection to port ${port} of pod '${pod}' in namespace '${namespace}' was closed`,
    );
  }
}

/** What a stream leads to. */
export interface PortForwardTarget {
  /** Name of the cluster, for messages. */
  cluster: string;
  namespace: string;
  pod: string;
  port: number;
}
