import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { CleanUp, run, serve } from '../../support/programs';
import { Mesh } from '../equipment';
import { Authority, Pair } from './certificates';

/** How one call reached the outside. */
export interface Arrival {
  token: string;
  /** The caller's address. */
  from: string;
  port: number;
  host?: string;
  /** The server name of the TLS handshake. */
  serverName?: string;
  /** e.g. `TLSv1.3`. */
  protocol?: string;
  /** The common name of the caller's certificate. */
  client?: string;
  headers?: Record<string, string>;
}

/** Where the servers of a host listen. */
export const PORTS = {
  http: 80,
  tls: 443,
  mutual: 8443,
  tcp: 5432,
  speaksFirst: 5433,
};

/** The domain whose hosts the servers have a certificate for. */
export const DOMAIN = 'abroad.example';

const NAME = 'abroad';
const CONTROL = 9900;

/**
 * Addresses of the machine: one for each gateway, so that TCP can be told apart.
 * 240 is the host outside of the other journeys.
 */
const ADDRESSES = { first: 226, count: 12 };

/**
 * A machine outside the mesh with servers of every kind of upstream, at many
 * addresses.
 */
export class Outside {
  /** Its addresses; the last one belongs to nobody's gateway. */
  readonly addresses: string[];
  /** Signed the servers' certificate. */
  authority!: Authority;
  /** What a client needs to get in at the port for mutual TLS. */
  client!: Pair;

  static async start(mesh: Mesh, folder: string, cleanUp: CleanUp) {
    const outside = new Outside(mesh, folder);
    await outside.#start(cleanUp);
    return outside;
  }

  private constructor(
    private readonly mesh: Mesh,
    private readonly folder: string,
  ) {
    this.addresses = Array.from({ length: ADDRESSES.count }, (_, index) =>
      mesh.addresses.machine(ADDRESSES.first + index),
    );
  }

  get address(): string {
    return this.addresses[0];
  }

  /** Where no gateway leads to. */
  get otherAddress(): string {
    return this.addresses[ADDRESSES.count - 1];
  }

  /** Every call so far, oldest first. */
  async arrivals(): Promise<Arrival[]> {
    const response = await fetch(`http://${this.address}:${CONTROL}`);
    return response.json();
  }

  /** Closes these ports, and opens all others. */
  async closeOnly(...ports: number[]): Promise<void> {
    await fetch(`http://${this.address}:${CONTROL}`, {
      method: 'PUT',
      body: JSON.stringify(ports),
    });
  }

  async #start(cleanUp: CleanUp): Promise<void> {
    const { mesh, folder, address } = this;
    mkdirSync(folder, { recursive: true });
    await run(mesh.vm, ['up', mesh.dir, NAME, address]);
    cleanUp.add(() => run(mesh.vm, ['down', mesh.dir, NAME]));
    for (const more of this.addresses.slice(1)) {
      await run('ip', [
        ...['-n', `${mesh.bridge}-${NAME}`, 'addr', 'add'],
        ...[`${more}/24`, 'dev', 'eth0'],
      ]);
    }
    this.authority = await Authority.create(folder, 'servers');
    const server = await this.authority.sign('server', `*.${DOMAIN}`);
    const clients = await Authority.create(folder, 'clients');
    this.client = await clients.sign('gateway-of-ours');
    const inside = join(mesh.dir, 'vms', NAME, 'root/outside');
    mkdirSync(inside);
    const files = {
      'outside.mjs': join(__dirname, 'outside.mjs'),
      'server.crt': server.certificate,
      'server.key': server.key,
      'clients.crt': clients.file,
    };
    Object.entries(files).forEach(([name, file]) =>
      copyFileSync(file, join(inside, name)),
    );
    const program = Object.keys(files).map(name => `/outside/${name}`);
    const service = serve(
      mesh.vm,
      ['exec', mesh.dir, NAME, '--', 'node', ...program],
      { log: join(folder, 'log') },
    );
    cleanUp.add(() => service.stop(5));
    await eventually(20, async () => {
      if (!service.alive()) throw new Error(`it ended: ${service.tail()}`);
      await this.arrivals();
    });
  }
}
