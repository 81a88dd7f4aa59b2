import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  KeyObject,
} from 'crypto';
import { promisify } from 'util';
import { InputError } from '@backstage/errors';
import { pemBuffer } from '../asn1/pem';

/** Keys that an intermediate may have; the default comes first. */
export const CA_KEY_TYPES = ['P-256', 'P-384', 'RSA-2048', 'RSA-4096'] as const;

/** One of the keys that an intermediate may have. */
export type CaKeyType = (typeof CA_KEY_TYPES)[number];

const generate = promisify(generateKeyPair) as (
  type: string,
  options: object,
) => Promise<{ privateKey: KeyObject }>;

/**
 * A new private key, made off the event loop. RSA-4096 takes 0.5 to 2 seconds of
 * a processor: make one after the other.
 */
export async function generateCaKey(type: CaKeyType): Promise<KeyObject> {
  if (!CA_KEY_TYPES.includes(type)) {
    throw new InputError(
      `keyType: ${type} is none of ${CA_KEY_TYPES.join(', ')}. Choose one.`,
    );
  }
  const [family, size] = type.split('-');
  const { privateKey } =
    family === 'P'
      ? await generate('ec', { namedCurve: type })
      : await generate('rsa', { modulusLength: Number(size) });
  return privateKey;
}

/**
 * The key as unencrypted PKCS#8 in PEM, which istiod reads from `ca-key.pem`.
 * Overwrite the buffer (`fill(0)`) as soon as it is written; no copy of it is
 * made here.
 */
export function privateKeyPem(key: KeyObject): Buffer {
  const der = key.export({ type: 'pkcs8', format: 'der' });
  try {
    return pemBuffer('PRIVATE KEY', der);
  } finally {
    der.fill(0);
  }
}

/**
 * Reads an unencrypted private key in PEM.
 *
 * @throws InputError without a word of what the PEM holds
 */
export function readPrivateKey(pem: Buffer): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new InputError(
      'The private key cannot be read. Give it as PEM, unencrypted, in PKCS#8 (BEGIN PRIVATE KEY).',
    );
  }
}

/** The public key as SubjectPublicKeyInfo in DER. */
export function spkiOf(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ type: 'spki', format: 'der' });
}

const CURVES: Record<string, string> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
  secp224r1: 'P-224',
};

/** What a key is, as the field calls it: `P-256`, `RSA-2048`, `Ed25519`. */
export function keyAlgorithmOf(key: KeyObject): string {
  const { namedCurve = '', modulusLength } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ec':
      return CURVES[namedCurve] ?? namedCurve;
    case 'rsa':
      return `RSA-${modulusLength}`;
    case 'rsa-pss':
      return `RSA-PSS-${modulusLength}`;
    case 'ed25519':
      return 'Ed25519';
    default:
      return key.asymmetricKeyType ?? 'unknown';
  }
}
