import { KeyObject, sign } from 'crypto';
import { InputError } from '@backstage/errors';
import { NULL, oid, sequence } from '../asn1/write';

/** An algorithm that signs certificates, requests and revocation lists. */
export interface SigningAlgorithm {
  /** Its AlgorithmIdentifier in DER. */
  identifier: Buffer;
  /** The digest's name, as node:crypto calls it; null where the key brings its own. */
  digest: string | null;
}

const SHA256_RSA = sequence(oid('1.2.840.113549.1.1.11'), NULL);
const SHA1_RSA = sequence(oid('1.2.840.113549.1.1.5'), NULL);
const ECDSA: Record<string, [string, string]> = {
  prime256v1: ['1.2.840.10045.4.3.2', 'sha256'],
  secp384r1: ['1.2.840.10045.4.3.3', 'sha384'],
  secp521r1: ['1.2.840.10045.4.3.4', 'sha512'],
};

/** How a key signs: SHA-256, or the digest as long as its curve. */
export function signingAlgorithmOf(
  key: KeyObject,
  { sha1 = false }: { sha1?: boolean } = {},
): SigningAlgorithm {
  const curve = key.asymmetricKeyDetails?.namedCurve ?? '';
  if (key.asymmetricKeyType === 'rsa') {
    return sha1
      ? { identifier: SHA1_RSA, digest: 'sha1' }
      : { identifier: SHA256_RSA, digest: 'sha256' };
  }
  if (key.asymmetricKeyType === 'ed25519') {
    return { identifier: sequence(oid('1.3.101.112')), digest: null };
  }
  const algorithm = ECDSA[curve];
  if (!algorithm) {
    throw new InputError(
      `A key of type ${key.asymmetricKeyType} ${curve} cannot sign here. Use RSA, P-256 or P-384.`,
    );
  }
  return { identifier: sequence(oid(algorithm[0])), digest: algorithm[1] };
}

/** The signature of these bytes, as certificates hold it. */
export function signBytes(
  { digest }: SigningAlgorithm,
  bytes: Buffer,
  key: KeyObject,
): Buffer {
  return sign(digest, bytes, { key, dsaEncoding: 'der' });
}
