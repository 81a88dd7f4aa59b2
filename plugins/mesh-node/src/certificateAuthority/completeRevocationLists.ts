import { InputError } from '@backstage/errors';
import { CertificateFacts, readRevocationLists } from '@meshport/certificates';
import { CaRevocationList } from '../caProvider';
import { downloadRevocationList } from './revocationListDownload';
import { Patience } from './tries';

/**
 * Refuses what does not speak for all certificates of its authority: Envoy would
 * take it for the whole.
 *
 * @throws InputError
 */
export function completeRevocationList(
  list: CaRevocationList,
): CaRevocationList {
  const found = readRevocationLists(list.crl);
  const scoped = found.find(one => one.scoped)?.scoped;
  if (scoped || found.length !== 1) {
    throw new InputError(
      `The revocation list at ${list.source} cannot be used: ${
        scoped ?? `it holds ${found.length} lists`
      }. Let the authority publish one complete list, or switch revocation lists off`,
    );
  }
  return list;
}

/**
 * Fetches the list of the authority that issued a certificate, from where the
 * certificate says that it is.
 *
 * @throws InputError when it does not say; ServiceUnavailableError
 */
export async function revocationListOfIssuer(
  certificate: CertificateFacts,
  options: { signal: AbortSignal; patience?: Partial<Patience> },
): Promise<CaRevocationList> {
  const [url] = certificate.crlDistributionPoints;
  if (!url) {
    throw new InputError(
      `${certificate.issuer} publishes no revocation list: the certificate of ${certificate.subject} names none. Let it publish one, or switch revocation lists off`,
    );
  }
  return downloadRevocationList(url, options);
}
