import { connect } from 'net';
import { refusedHost } from '../../remote-clusters/common/serverAddress';

/** Where machines reach istiod (discovery and certificates, TLS). */
export const ISTIOD_PORT = 15012;

/** How long an answer is used again, in milliseconds. */
const KEPT_MS = 60_000;
const TIMEOUT_MS = 2_000;
/** Addresses that are remembered at most; the oldest go first. */
const MOST = 200;

/** Whether a TCP connection came about. */
export type Reached =
  | { state: 'reached' }
  /** An address at which nobody connects: it leads to the portal itself. */
  | { state: 'refused'; why: string }
  | { state: 'notReached'; why: string };

/**
 * Tries whether istiod's port takes connections, from here: no byte is sent.
 * The port is fixed, and addresses that lead to the portal's own machine or to
 * a cloud's metadata are never tried.
 */
export class IstiodReach {
  readonly #known = new Map<string, { at: number; answer: Promise<Reached> }>();
  readonly #port: number;
  readonly #refused: (host: string) => string | undefined;

  constructor(
    options: {
      port?: number;
      refused?: (host: string) => string | undefined;
    } = {},
  ) {
    this.#port = options.port ?? ISTIOD_PORT;
    this.#refused = options.refused ?? refusedHost;
  }

  look(address: string): Promise<Reached> {
    const known = this.#known.get(address);
    if (known && Date.now() - known.at < KEPT_MS) {
      return known.answer;
    }
    const why = this.#refused(address);
    const answer: Promise<Reached> = why
      ? Promise.resolve({ state: 'refused', why })
      : this.#connect(address);
    this.#known.delete(address);
    this.#known.set(address, { at: Date.now(), answer });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST) {
      this.#known.delete(oldest);
    }
    return answer;
  }

  #connect(host: string): Promise<Reached> {
    return new Promise(resolve => {
      const socket = connect({ host, port: this.#port });
      const end = (answer: Reached) => {
        socket.destroy();
        resolve(answer);
      };
      socket.setTimeout(TIMEOUT_MS, () =>
        end({
          state: 'notReached',
          why: `no answer in ${TIMEOUT_MS / 1000} seconds`,
        }),
      );
      socket.once('connect', () => end({ state: 'reached' }));
      socket.once('error', (error: NodeJS.ErrnoException) =>
        end({ state: 'notReached', why: error.code ?? 'no connection' }),
      );
    });
  }
}
