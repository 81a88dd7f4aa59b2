import { Certificate } from '../../certificate/Certificate';
import { EXTENSION } from '../../certificate/extensions';
import { isWeak } from '../../certificate/signatureAlgorithms';
import { BundleFinding } from '../BundleFinding';
import { CaFile } from '../CaBundle';
import { refused, warned } from './ReadBundle';

const ISSUE_AGAIN = 'Have it issued again';

/** Critical extensions that Go and OpenSSL both understand. */
const UNDERSTOOD = new Set<string>([
  EXTENSION.keyUsage,
  EXTENSION.subjectAltName,
  EXTENSION.basicConstraints,
  EXTENSION.nameConstraints,
  EXTENSION.certificatePolicies,
  EXTENSION.extendedKeyUsage,
]);

const FIT_KEY = /^(P-256|P-384|RSA-(\d+))$/;

/** When it holds. */
function validity(one: Certificate, file: CaFile, now: Date): BundleFinding[] {
  if (now > one.notAfter) {
    return [
      refused({
        code: 'expired',
        file,
        text: `${one.subjectText} ended on ${one.notAfter.toISOString()}.`,
        mend: `${ISSUE_AGAIN}.`,
      }),
    ];
  }
  return now < one.notBefore
    ? [
        refused({
          code: 'not-yet-valid',
          file,
          text: `${
            one.subjectText
          } holds from ${one.notBefore.toISOString()} only.`,
          mend: 'Wait until then, or look after the clock of the authority.',
        }),
      ]
    : [];
}

function authorityFlag(one: Certificate, file: CaFile): BundleFinding[] {
  if (!one.basicConstraints?.ca) {
    return [
      refused({
        code: 'not-a-ca',
        file,
        text: `${one.subjectText} is no authority: its basic constraints do not say CA:TRUE.`,
        mend: `${ISSUE_AGAIN} as an authority, with CA:TRUE.`,
      }),
    ];
  }
  const { keyUsage } = one;
  if (!keyUsage) {
    return [
      warned({
        code: 'no-key-usage',
        file,
        text: `${one.subjectText} has no key usage; strict verifiers want keyCertSign in an authority.`,
        mend: `${ISSUE_AGAIN} with the key usages keyCertSign and cRLSign.`,
      }),
    ];
  }
  return keyUsage.includes('keyCertSign')
    ? []
    : [
        refused({
          code: 'no-cert-sign',
          file,
          text: `${one.subjectText} may not sign certificates: keyCertSign is none of its key usages. istiod takes it, every workload certificate below it fails.`,
          mend: `${ISSUE_AGAIN} with the key usages keyCertSign and cRLSign.`,
        }),
      ];
}

function extendedUsage(one: Certificate, file: CaFile): BundleFinding[] {
  const usages = one.extendedKeyUsage;
  if (!usages || usages.includes('any')) {
    return [];
  }
  const missing = ['serverAuth', 'clientAuth'].filter(
    usage => !usages.includes(usage),
  );
  return missing.length
    ? [
        refused({
          code: 'extended-key-usage',
          file,
          text: `${one.subjectText} is limited to ${usages.join(
            ', ',
          )}, without ${missing.join(
            ' and ',
          )}: workloads are server and client at once, and istiod checks serverAuth when it starts.`,
          mend: `${ISSUE_AGAIN} without extended key usage.`,
        }),
      ]
    : [];
}

function strength(
  one: Certificate,
  file: CaFile,
  isAnchor: boolean,
): BundleFinding[] {
  const [, , bits] = FIT_KEY.exec(one.keyAlgorithm) ?? [];
  const fit = FIT_KEY.test(one.keyAlgorithm) && !(bits && Number(bits) < 2048);
  return [
    ...(fit
      ? []
      : [
          refused({
            code: 'key-algorithm',
            file,
            text: `${one.subjectText} has a key of ${one.keyAlgorithm}, which is too weak or which Istio does not use.`,
            mend: `${ISSUE_AGAIN} for a key of P-256, P-384 or RSA with 2048 bits or more.`,
          }),
        ]),
    // Nobody checks the signature of an anchor.
    ...(!isAnchor && isWeak(one.signatureAlgorithm)
      ? [
          refused({
            code: 'weak-signature',
            file,
            text: `${one.subjectText} is signed by ${one.signatureAlgorithm}, which Go refuses.`,
            mend: `${ISSUE_AGAIN} with a signature of SHA-256 or better.`,
          }),
        ]
      : []),
  ];
}

function form(one: Certificate, file: CaFile): BundleFinding[] {
  const unknown = [...one.extensions].find(
    ([id, { critical }]) => critical && !UNDERSTOOD.has(id),
  );
  return [
    ...(unknown
      ? [
          refused({
            code: 'critical-extension',
            file,
            text: `${one.subjectText} has a critical extension that Go does not know (${unknown[0]}).`,
            mend: `${ISSUE_AGAIN} without it.`,
          }),
        ]
      : []),
    ...(one.serial[0] >= 0x80
      ? [
          refused({
            code: 'negative-serial',
            file,
            text: `${one.subjectText} has a negative serial number, which Go refuses to read.`,
            mend: `${ISSUE_AGAIN}.`,
          }),
        ]
      : []),
  ];
}

/** What an authority of the path must be, wherever in the path it stands. */
export function authorityFindings(
  one: Certificate,
  file: CaFile,
  { now, isAnchor }: { now: Date; isAnchor: boolean },
): BundleFinding[] {
  return [
    ...validity(one, file, now),
    ...authorityFlag(one, file),
    ...extendedUsage(one, file),
    ...strength(one, file, isAnchor),
    ...form(one, file),
  ];
}
