/** Id of an upstream whose objects bear the gateway's own name. */
export const MAIN_UPSTREAM = 'main';

const LONGEST_ID = 50;

/** First of the ports that upstreams get for their own, and how many there are. */
const OWN_PORTS = { first: 20000, count: 10000 };

/** FNV-1a over the code units of a text: 32 bits, the same everywhere. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    // eslint-disable-next-line no-bitwise
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}

/**
 * The id that an upstream gets by its host: the host with dots as dashes and
 * dashes doubled, so that two hosts never share one. It does not depend on the
 * other upstreams, so that objects keep their names when one is added or removed.
 */
export function upstreamIdOf(host: string): string {
  const plain = host
    .replace(/-/g, '--')
    .replace(/^\*\./, 'any---')
    .replace(/\./g, '-');
  if (plain.length <= LONGEST_ID) {
    return plain;
  }
  const hash = hashOf(host).toString(36);
  return `h${hash}-${plain.slice(0, LONGEST_ID - 10).replace(/-+$/, '')}`;
}

/**
 * A gateway port for one upstream alone, the same at every call unless it is
 * taken.
 */
export function ownGatewayPort(
  host: string,
  port: number,
  taken: ReadonlySet<number>,
): number {
  const start = hashOf(`${host}:${port}`) % OWN_PORTS.count;
  for (let step = 0; step < OWN_PORTS.count; step++) {
    const candidate = OWN_PORTS.first + ((start + step) % OWN_PORTS.count);
    if (!taken.has(candidate)) {
      return candidate;
    }
  }
  throw new RangeError('No gateway port is left.');
}

/**
 * An address by which clients' proxies know a TCP host that has no fixed one:
 * they answer DNS with it and tell its connections from others by it. It lies
 * beside the block out of which istiod gives addresses (240.240.0.0/16), in one
 * that no network uses. istiod's own would not do: a proxy that does not answer
 * DNS knows none of them, and would take every connection to the port.
 */
export function virtualAddressOf(host: string): string {
  const number = 1 + (hashOf(host) % 65534);
  return `240.241.${Math.floor(number / 256)}.${number % 256}`;
}
