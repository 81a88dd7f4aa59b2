/** Members of a JWK that only its owner may know (RFC 7518, sections 6.2.2, 6.3.2 and 6.4). */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * Why a text is no set of public keys, as a sentence; undefined when it is one.
 * A private or a shared key is refused: what is written here can be read by all
 * who may read the ControlPlane or the request.
 */
export function problemWithJwks(text: string): string | undefined {
  if (text.length > 64 * 1024) {
    return 'Give at most 64 KiB, or name jwksUri.';
  }
  let keys: unknown;
  try {
    keys = (JSON.parse(text) as { keys?: unknown } | null)?.keys;
  } catch {
    return 'This is no JSON. Give the set of public keys, {"keys": […]}, on one line.';
  }
  if (!Array.isArray(keys) || keys.length === 0) {
    return 'Give a set of at least one public key: {"keys": […]}.';
  }
  for (const key of keys) {
    if (typeof key !== 'object' || key === null || Array.isArray(key)) {
      return 'Each of keys has to be an object.';
    }
    if (PRIVATE.some(member => Object.hasOwn(key, member))) {
      return 'This holds a private key, which nobody else may know. Give the public keys only (the file that ends in .jwks), and make a new key: this one has been shown.';
    }
    if (!['RSA', 'EC', 'OKP'].includes(key.kty)) {
      return 'Each key needs a type (kty): RSA, EC or OKP.';
    }
  }
  return undefined;
}
