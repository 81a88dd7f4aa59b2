import { X509Certificate } from 'node:crypto';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  FoundIntermediate,
  publicKeyHash,
} from '@meshport/backstage-plugin-mesh-node';
import { PrivateCaClient } from './PrivateCaClient';
import { ServiceCertificate } from './readCertificate';

const PAGE_SIZE = 500;

/** Our clock may be ahead of the service's. */
const CLOCK_DIFFERENCE_MS = 10 * 60_000;

/**
 * The certificates of a pool that were issued for a public key. The service
 * filters by time, not by key, so every certificate since then is looked at.
 */
export async function findCertificates(
  client: PrivateCaClient,
  pool: string,
  options: { publicKey: string; since: string; signal: AbortSignal },
): Promise<FoundIntermediate[]> {
  const since = new Date(Date.parse(options.since) - CLOCK_DIFFERENCE_MS);
  const found: FoundIntermediate[] = [];
  let pageToken: string | undefined;
  do {
    const page = await readPage(client, pool, {
      filter: `create_time >= "${since.toISOString()}"`,
      pageToken,
      signal: options.signal,
    });
    found.push(
      ...page.certificates
        .filter(one => publicKeyOf(one) === options.publicKey)
        .map(one => ({
          certificate: one.pemCertificate ?? '',
          reference: one.name ?? '',
          revoked: Boolean(one.revocationDetails),
        })),
    );
    pageToken = page.nextPageToken;
  } while (pageToken);
  return found;
}

async function readPage(
  client: PrivateCaClient,
  pool: string,
  options: { filter: string; pageToken?: string; signal: AbortSignal },
) {
  const { filter, pageToken, signal } = options;
  const what = `Looking for a certificate in ${pool}`;
  const { certificates, nextPageToken, unreachable } = await client.call(
    async (service, callOptions) => {
      const [, , page] = await service.listCertificates(
        { parent: pool, filter, pageSize: PAGE_SIZE, pageToken },
        { ...callOptions, autoPaginate: false },
      );
      return [page];
    },
    { what, permission: 'privateca.certificates.list', resource: pool, signal },
  );
  if (unreachable?.length) {
    throw new ServiceUnavailableError(
      `${what} was not complete: ${unreachable.join(', ')} did not answer`,
    );
  }
  return {
    certificates: certificates ?? [],
    nextPageToken: nextPageToken || undefined,
  };
}

function publicKeyOf({ name, pemCertificate }: ServiceCertificate): string {
  try {
    return publicKeyHash(new X509Certificate(pemCertificate ?? ''));
  } catch (error) {
    throw new ServiceUnavailableError(
      `The service answered a certificate that cannot be read as ${name}`,
      error,
    );
  }
}
