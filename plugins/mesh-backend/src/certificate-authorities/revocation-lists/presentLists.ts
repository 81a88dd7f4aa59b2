import {
  isRevocationListOf,
  readCertificates,
  readRevocationLists,
  RevocationListFacts,
} from '@meshport/certificates';
import { PresentCacerts } from '../controlPlane/CacertsSecret';
import { lastOf } from '../issuance/Issuance';
import { IssuanceInUse } from '../renewal/inUse';
import { ListedChain } from './completeLists';

/** The certificates whose lists a control plane needs. */
export function chainOf({ issuance }: IssuanceInUse): ListedChain {
  const issued = lastOf(issuance, 'issued')!;
  return { certificate: issued.certificate, chain: issued.chain };
}

/** The lists in a Secret that holds what the portal wrote; undefined where there are none. */
export function presentLists(
  present: PresentCacerts | undefined,
  { fingerprint }: IssuanceInUse,
): string | undefined {
  const { certificate = '', crl = '' } = present?.facts ?? {};
  if (!crl.trim() || !certificate.trim()) {
    return undefined;
  }
  return readCertificates(certificate)[0].fingerprint === fingerprint
    ? crl
    : undefined;
}

/**
 * Of the lists in a file those of a chain. Lists of a former intermediate stay
 * beside them until they run out, and matter to nobody then.
 *
 * @param authorities - each in PEM
 */
export function listsOfChain(
  crl: string,
  authorities: readonly string[],
): RevocationListFacts[] {
  return readRevocationLists(crl).filter(({ pem }) =>
    authorities.some(authority => isRevocationListOf(pem, authority)),
  );
}
