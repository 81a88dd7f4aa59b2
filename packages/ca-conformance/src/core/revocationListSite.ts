import { Authority } from './Authority';
import { Hierarchy } from './hierarchy';
import { MovableClock } from './MovableClock';
import { startWireServer } from './wireServer';

/** A web server for revocation lists, as the buckets of both clouds are. */
export interface RevocationListSite {
  url: string;
  /** Where a list is or will be, to be written into certificates. */
  urlOf(name: string): string;
  /** Publishes an authority's complete list, made anew at each call. */
  publish(name: string, authority: Authority): void;
  /** Publishes bytes as they are, e.g. a list that is over. */
  publishBytes(name: string, bytes: Buffer): void;
  stop(): Promise<void>;
}

/** Starts one on loopback. */
export async function startRevocationListSite(
  clock: MovableClock = new MovableClock(),
  options: { port?: number } = {},
): Promise<RevocationListSite> {
  const lists = new Map<string, () => Promise<Buffer>>();
  const server = await startWireServer(
    {
      operationOf: () => 'crl',
      async answer({ url }) {
        const make = lists.get(url.pathname);
        return make
          ? {
              status: 200,
              headers: { 'content-type': 'application/pkix-crl' },
              body: await make(),
            }
          : { status: 404, body: 'There is no such list.' };
      },
      throttled: () => ({ status: 503, body: 'Slow down.' }),
      failed: status => ({ status, body: 'Failed.' }),
    },
    options,
  );
  const pathOf = (name: string) => `/crl/${name}.crl`;
  return {
    url: server.url,
    urlOf: name => `${server.url}${pathOf(name)}`,
    publish: (name, authority) =>
      void lists.set(pathOf(name), () => authority.revocationList(clock.now())),
    publishBytes: (name, bytes) =>
      void lists.set(pathOf(name), async () => bytes),
    stop: server.stop,
  };
}

/**
 * Makes a hierarchy whose certificates name their lists, and publishes these.
 *
 * @param prefix - names of the lists are this and the level, e.g. `aws-0`
 */
export async function publishedHierarchy(
  site: RevocationListSite,
  prefix: string,
  make: (crlUrl: (level: number) => string) => Promise<Hierarchy>,
): Promise<Hierarchy> {
  const hierarchy = await make(level => site.urlOf(`${prefix}-${level}`));
  hierarchy.authorities.forEach((authority, level) =>
    site.publish(`${prefix}-${level}`, authority),
  );
  return hierarchy;
}
