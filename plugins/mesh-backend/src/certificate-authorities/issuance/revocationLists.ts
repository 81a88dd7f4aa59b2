import { createEmptyRevocationList } from '@meshport/certificates';
import { KeyObject } from 'crypto';
import { CertificateAuthority } from '../CertificateAuthorities';

/**
 * One complete list for each certificate of a new chain: an empty one of the
 * intermediate itself, signed while its key is here, and those of its issuers.
 * None while revocation lists are off: Envoy refuses every connection once a
 * list it was given has ended.
 */
export async function listsFor(
  authority: CertificateAuthority,
  options: {
    certificate: string;
    key: KeyObject;
    now: number;
    signal: AbortSignal;
  },
): Promise<string[] | undefined> {
  if (!authority.settings.listsRevoked) {
    return undefined;
  }
  const { certificate, key, now, signal } = options;
  const above =
    'provider' in authority && authority.provider.revocationLists
      ? await authority.provider.revocationLists({ signal })
      : [];
  return [
    createEmptyRevocationList({ certificate, key, now: new Date(now) }),
    ...above.map(({ crl }) => crl),
  ];
}
