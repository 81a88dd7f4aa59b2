/** Keys that an authority of a hierarchy may have. */
export type AuthorityKey = 'P-256' | 'P-384' | 'RSA-2048' | 'RSA-4096';

/** Hashes to sign with. */
export type SigningHash = 'SHA-256' | 'SHA-384' | 'SHA-512';

const publicExponent = new Uint8Array([1, 0, 1]);

/** Algorithm of a key, for making and importing it. */
function algorithmOf(key: AuthorityKey, hash: SigningHash) {
  return key.startsWith('RSA')
    ? {
        name: 'RSASSA-PKCS1-v1_5',
        modulusLength: Number(key.slice('RSA-'.length)),
        publicExponent,
        hash,
      }
    : { name: 'ECDSA', namedCurve: key };
}

/** The hash that goes with a key where nobody asked for another. */
export function usualHash(key: AuthorityKey): SigningHash {
  return key === 'P-384' ? 'SHA-384' : 'SHA-256';
}

/** A new pair of keys; the private one can be exported. */
export async function generateKeys(
  key: AuthorityKey,
  hash: SigningHash = usualHash(key),
): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey(algorithmOf(key, hash), true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
}

/** The same private key for signing with another hash: RSA's are bound to one. */
export async function rebind(
  key: AuthorityKey,
  privateKey: CryptoKey,
  hash: SigningHash,
): Promise<CryptoKey> {
  const bytes = await crypto.subtle.exportKey('pkcs8', privateKey);
  return crypto.subtle.importKey('pkcs8', bytes, algorithmOf(key, hash), true, [
    'sign',
  ]);
}

/** How a key signs. */
export function signatureOf(key: AuthorityKey, hash: SigningHash) {
  return { name: algorithmOf(key, hash).name, hash };
}
