import { lookup } from 'dns/promises';
import { refusedHost } from './serverAddress';

/** Finds the addresses of a name. */
export type Resolve = (host: string) => Promise<string[]>;

const LONGEST_MS = 5000;

/** As this machine resolves names; a name that is not known here has none. */
export const resolveHere: Resolve = async host => {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('timeout')), LONGEST_MS).unref();
  });
  const found = await Promise.race([lookup(host, { all: true }), late]);
  return found.map(({ address }) => address);
};

/**
 * Why istiod may not be sent to a server: it is, or its name leads to, a
 * loopback, link-local or metadata address. In a development cluster loopback is
 * taken, the others never.
 *
 * @returns words that go on from "the server …"; undefined when nothing speaks
 * against it. A name that cannot be resolved here may be one of the primary's
 * network: that is for istiod to find out.
 */
export async function refusedServer(
  server: string,
  options: { development: boolean; resolve?: Resolve },
): Promise<string | undefined> {
  const { resolve = resolveHere } = options;
  if (!URL.canParse(server) || new URL(server).protocol !== 'https:') {
    return 'is no URL with https://';
  }
  const host = new URL(server).hostname.replace(/^\[|\]$/g, '');
  const addresses = await resolve(host).catch(() => []);
  for (const candidate of [host, ...addresses]) {
    const why = refusedHost(candidate);
    if (why && !(options.development && /loopback/.test(why))) {
      return candidate === host ? `is ${why}` : `leads to ${candidate}, ${why}`;
    }
  }
  return undefined;
}
