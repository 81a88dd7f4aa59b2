import { InputError } from '@backstage/errors';
import { CaRevocationList } from '@meshport/backstage-plugin-mesh-node';
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
  const above = await listsAbove(authority, signal);
  return [
    createEmptyRevocationList({ certificate, key, now: new Date(now) }),
    ...above.map(({ crl }) => crl),
  ];
}

/**
 * The lists of an authority and of those above it; none while they are off.
 *
 * @throws `InputError` when the authority has none to give
 */
export async function listsAbove(
  authority: CertificateAuthority,
  signal: AbortSignal,
): Promise<CaRevocationList[]> {
  const { listsRevoked, name } = authority.settings;
  if (!listsRevoked) {
    return [];
  }
  if (!('provider' in authority) || !authority.provider.revocationLists) {
    throw new InputError(
      `authority: ${name} gives no revocation lists, and istiod wants one of every authority of the chain; have an administrator switch them off (mesh.certificateAuthorities[].revocationLists)`,
    );
  }
  return authority.provider.revocationLists({ signal });
}
