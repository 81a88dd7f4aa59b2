import { createServer, Server } from 'node:net';
import { CleanUp, run } from '../support/programs';

/** The equipment takes 10.N.0.0/24 with N below this, and 10.(100+N).0.0/24 for Services. */
const RANGES = 100;
/** Whoever listens here on this machine holds range N; it ends with the process. */
const FIRST_LOCK = 47_100;

/** The addresses of one mesh. */
export class Addresses {
  constructor(private readonly number: number) {}

  /** The range of pods and machines, as the equipment wants it. */
  get cidr(): string {
    return `10.${this.number}.0.0/24`;
  }

  /** An address of a machine; pods take from 10 on, so machines from 200 on. */
  machine(last: number): string {
    return `10.${this.number}.0.${last}`;
  }
}

/**
 * Takes addresses that nothing on this machine uses, so that several meshes run
 * beside each other; `MESH_CIDR` names them instead.
 */
export async function takeAddresses(
  cleanUp: CleanUp,
  wished = process.env.MESH_CIDR,
): Promise<Addresses> {
  const used = usedRanges((await run('ip', ['-4', 'route'])).stdout);
  const free = wished ? [numberOf(wished)] : shuffled().filter(n => !used(n));
  for (const number of free) {
    const lock = await listen(FIRST_LOCK + number);
    if (lock) {
      cleanUp.add(() => lock.close());
      return new Addresses(number);
    }
  }
  throw new Error(
    wished
      ? `MESH_CIDR ${wished} belongs to another run; name another one, or none`
      : 'every range 10.N.0.0/24 is in use; end a mesh that is not needed',
  );
}

function numberOf(cidr: string): number {
  const number = /^10\.(\d{1,2})\.0\.0\/24$/.exec(cidr)?.[1];
  if (number === undefined) {
    throw new Error(
      `MESH_CIDR ${cidr} is not of the form 10.N.0.0/24 with N under ${RANGES}`,
    );
  }
  return Number(number);
}

/** Whether a route of this machine goes to addresses of a range. */
function usedRanges(routes: string): (number: number) => boolean {
  const networks = [...routes.matchAll(/^(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?/gm)]
    .map(([, address, bits = '32']) => [asNumber(address), Number(bits)])
    .filter(([, bits]) => bits > 0);
  const overlaps = (address: string) =>
    networks.some(([network, bits]) => {
      const size = 2 ** (32 - Math.min(bits, 24));
      return (
        Math.floor(network / size) === Math.floor(asNumber(address) / size)
      );
    });
  return n => overlaps(`10.${n}.0.0`) || overlaps(`10.${100 + n}.0.0`);
}

function asNumber(address: string): number {
  return address
    .split('.')
    .reduce((number, part) => number * 256 + Number(part), 0);
}

/** In an order of its own, so that runs that start together seldom meet. */
function shuffled(): number[] {
  return Array.from({ length: RANGES - 1 }, (_, index) => index + 1)
    .map(number => ({ number, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ number }) => number);
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', error =>
      (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
        ? resolve(undefined)
        : reject(error),
    );
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
