import { readCertificates } from '@meshport/certificates';
import { Issuance, lastOf, stateOf } from '../issuance/Issuance';
import { Life } from './stages';

/**
 * An intermediate that the portal issued, and that a control plane uses. Its
 * life begins when it was issued.
 */
export interface IssuanceInUse extends Life {
  issuance: Issuance;
  /** PEM of the intermediate, its issuer and so on up to the root. */
  chain: string;
  subject: string;
  /** SHA-256 of the certificate (DER) in lower-case hexadecimal. */
  fingerprint: string;
}

/**
 * Of each control plane the intermediate that was written to it last. One that
 * was issued later and never written changes nothing there.
 */
export function issuancesInUse(
  issuances: readonly Issuance[],
): IssuanceInUse[] {
  const planes = new Map<string, Issuance>();
  for (const issuance of issuances) {
    const plane = `${issuance.cluster}/${issuance.namespace}`;
    const isKept = stateOf(issuance) !== 'revoked';
    if (isKept && writtenAt(issuance) > writtenAt(planes.get(plane))) {
      planes.set(plane, issuance);
    }
  }
  return [...planes.values()].flatMap(issuance => {
    const issued = lastOf(issuance, 'issued');
    if (!issued) {
      return [];
    }
    const [{ subject, fingerprint, notBefore, notAfter }] = readCertificates(
      issued.certificate,
    );
    return [
      {
        issuance,
        chain: [issued.certificate, ...issued.chain].join('\n'),
        subject,
        fingerprint,
        // Dated back by days, as pools of Google do, it would be half over at
        // once, and so would be the next one, and every one after that.
        notBefore: Math.max(Date.parse(notBefore), issued.at),
        notAfter: Date.parse(notAfter),
      },
    ];
  });
}

/** 0 for one that never was. */
function writtenAt(issuance: Issuance | undefined): number {
  return (issuance && lastOf(issuance, 'written')?.at) ?? 0;
}
