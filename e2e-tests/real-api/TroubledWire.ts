import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';

/** A wire to a server that can be cut, or go dead without a word. */
export class TroubledWire {
  readonly #server: Server;
  readonly #pairs = new Set<[Socket, Socket]>();
  #isDead = false;

  /** Listens on a free port of this machine and passes everything on. */
  static async to(port: number): Promise<TroubledWire> {
    const wire = new TroubledWire(port);
    await new Promise<void>(resolve =>
      wire.#server.listen(0, '127.0.0.1', resolve),
    );
    return wire;
  }

  private constructor(port: number) {
    this.#server = createServer(near => {
      const far = connect(port, '127.0.0.1');
      const pair: [Socket, Socket] = [near, far];
      this.#pairs.add(pair);
      const end = () => {
        this.#pairs.delete(pair);
        // A dead wire tells nobody that the other end is gone.
        if (!this.#isDead) {
          near.destroy();
          far.destroy();
        }
      };
      for (const [from, to] of [pair, [far, near]]) {
        from.on('data', bytes => {
          if (!this.#isDead) to.write(bytes);
        });
        from.on('error', end);
        from.on('close', end);
      }
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends all connections. */
  cut(): void {
    for (const pair of this.#pairs) {
      pair.forEach(socket => socket.destroy());
    }
  }

  /** Nothing passes any more, and nothing ends, until `revive`. */
  die(): void {
    this.#isDead = true;
  }

  /** Connections from before stay dead for ever; new ones work. */
  revive(): void {
    this.#isDead = false;
    for (const [near, far] of this.#pairs) {
      near.removeAllListeners('data');
      far.removeAllListeners('data');
      // Read on, so that an end from the near side is noticed.
      near.resume();
      far.resume();
    }
  }

  async close(): Promise<void> {
    const closed = new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
    this.cut();
    await closed;
  }
}
