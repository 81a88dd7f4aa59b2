import { createPrivateKey, KeyObject } from 'crypto';
import { readPem } from '../../asn1/pem';
import { keyAlgorithmOf, spkiOf } from '../../keys/keyTypes';
import { BundleFinding } from '../BundleFinding';
import { CA_KEY_FILE } from '../CaBundle';
import { BundleCheck, refused, warned } from './ReadBundle';

const file = CA_KEY_FILE;
const PKCS8 =
  'Give the key as unencrypted PKCS#8: openssl pkcs8 -topk8 -nocrypt.';

/** Blocks that istiod's ParsePemEncodedKey knows. */
const READABLE = ['PRIVATE KEY', 'EC PRIVATE KEY', 'RSA PRIVATE KEY'];

function refusalOf(text: string): BundleFinding | undefined {
  const { blocks, hiddenLines } = readPem(text);
  const [first, ...others] = blocks;
  if (!first || hiddenLines.length) {
    return refused({
      code: 'key-unreadable',
      file,
      text: 'ca-key.pem holds no block of PEM that begins on a line of its own.',
      mend: PKCS8,
    });
  }
  if (
    first.label === 'ENCRYPTED PRIVATE KEY' ||
    first.headers.some(header => /ENCRYPTED|DEK-Info/.test(header))
  ) {
    return refused({
      code: 'key-encrypted',
      file,
      text: 'The key is encrypted, and istiod has no password for it.',
      mend: PKCS8,
    });
  }
  if (first.label === 'EC PARAMETERS') {
    return refused({
      code: 'key-leading-parameters',
      file,
      text: 'ca-key.pem begins with EC PARAMETERS, and istiod reads the first block alone.',
      mend: PKCS8,
    });
  }
  if (!READABLE.includes(first.label)) {
    return refused({
      code: 'key-block-type',
      file,
      text: `ca-key.pem begins with a ${first.label}, which istiod does not take for a key.`,
      mend: PKCS8,
    });
  }
  return others.length
    ? warned({
        code: 'key-more-blocks',
        file,
        text: 'ca-key.pem has more than one block; istiod reads the first alone.',
        mend: 'Leave nothing but the key in it.',
      })
    : undefined;
}

/**
 * Reads `ca-key.pem` as istiod does. Nothing of the key is in what is found.
 *
 * @param pem - stays as it is; whoever gave it overwrites it
 */
export function readKeyFile(pem: Buffer): {
  key?: KeyObject;
  findings: BundleFinding[];
} {
  const finding = refusalOf(pem.toString('latin1'));
  const findings = finding ? [finding] : [];
  if (finding?.severity === 'error') {
    return { findings };
  }
  try {
    return { key: createPrivateKey(pem), findings };
  } catch {
    findings.push(
      refused({
        code: 'key-unreadable',
        file,
        text: 'The key in ca-key.pem cannot be read.',
        mend: PKCS8,
      }),
    );
    return { findings };
  }
}

/** The key must be that of `ca-cert.pem`. */
export const keyBelongs: BundleCheck = ({ key, own }) =>
  !key || spkiOf(key).equals(own.spki)
    ? []
    : [
        refused({
          code: 'key-mismatch',
          file,
          text: `The key (${keyAlgorithmOf(key)}) is not that of ${
            own.subjectText
          } (${own.keyAlgorithm}).`,
          mend: 'Put in the key for which ca-cert.pem was issued, or have a certificate issued for this one.',
        }),
      ];
