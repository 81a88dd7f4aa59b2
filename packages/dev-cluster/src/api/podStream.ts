import { Duplex } from 'stream';
import type { WebSocket } from 'ws';

/** A forwarded port of a simulated pod as a stream of bytes. */
export class PodStream extends Duplex {
  constructor(
    private readonly client: WebSocket,
    private readonly channel: number,
  ) {
    super();
    client.on('message', (message: Buffer) => {
      if (message[0] === channel) this.push(message.subarray(1));
    });
    client.on('close', () => this.push(null));
  }

  override _read(): void {
    // What comes is pushed at once: a handshake is small.
  }

  override _write(
    chunk: Buffer,
    _encoding: string,
    done: (error?: Error | null) => void,
  ): void {
    this.client.send(Buffer.concat([Buffer.of(this.channel), chunk]), error =>
      done(error),
    );
  }

  override _final(done: () => void): void {
    this.client.close(1000);
    done();
  }

  override _destroy(
    error: Error | null,
    done: (error?: Error | null) => void,
  ): void {
    this.client.close(1000);
    done(error);
  }
}
