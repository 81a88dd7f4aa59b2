import { readCertificates } from '@meshport/certificates';
import { SAME_END_MS } from './beyondApproval';
import { Issuance, lastOf } from './Issuance';

/**
 * Why what was issued is no renewal of what is in use, as a sentence; undefined
 * when it is one. What was approved in advance is the same issuer, root,
 * subject, kind of key and validity; an authority may answer otherwise than it
 * tells of itself.
 */
export function renewalDifference(
  before: Issuance,
  after: Issuance,
): string | undefined {
  const [old, oldIssuer] = certificatesOf(before);
  const [own, issuer] = certificatesOf(after);
  const asked = Date.parse(lastOf(after, 'keyed')!.notAfter);
  const differences = [
    ...(issuer?.publicKey === oldIssuer?.publicKey
      ? []
      : [`it is issued by another key of ${own.issuer}`]),
    ...(own.subject === old.subject
      ? []
      : [`its subject is ${own.subject} and not ${old.subject}`]),
    ...(own.keyAlgorithm === old.keyAlgorithm
      ? []
      : [`its key is ${own.keyAlgorithm} and not ${old.keyAlgorithm}`]),
    ...(Math.abs(Date.parse(own.notAfter) - asked) <= SAME_END_MS
      ? []
      : [
          `it ends on ${own.notAfter} and not on ${new Date(
            asked,
          ).toISOString()}`,
        ]),
  ];
  return differences.length
    ? `It is no renewal: ${differences.join('; ')}.`
    : undefined;
}

function certificatesOf(issuance: Issuance) {
  const { certificate, chain } = lastOf(issuance, 'issued')!;
  return readCertificates([certificate, ...chain].join('\n'));
}
