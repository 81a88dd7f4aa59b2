import { Element, itemsOf, oidOf } from '../asn1/read';

const NAMES: Record<string, string> = {
  '1.2.840.113549.1.1.4': 'RSA with MD5',
  '1.2.840.113549.1.1.5': 'RSA with SHA-1',
  '1.2.840.113549.1.1.10': 'RSA-PSS',
  '1.2.840.113549.1.1.11': 'RSA with SHA-256',
  '1.2.840.113549.1.1.12': 'RSA with SHA-384',
  '1.2.840.113549.1.1.13': 'RSA with SHA-512',
  '1.2.840.10045.4.1': 'ECDSA with SHA-1',
  '1.2.840.10045.4.3.2': 'ECDSA with SHA-256',
  '1.2.840.10045.4.3.3': 'ECDSA with SHA-384',
  '1.2.840.10045.4.3.4': 'ECDSA with SHA-512',
  '1.3.101.112': 'Ed25519',
};

/** An AlgorithmIdentifier in words; its object identifier where we know none. */
export function signatureAlgorithmName(algorithm: Element): string {
  const id = oidOf(itemsOf(algorithm)[0]);
  return NAMES[id] ?? id;
}

/** Whether Go and OpenSSL refuse signatures of this kind today. */
export function isWeak(signatureAlgorithm: string): boolean {
  return /SHA-1|MD5/.test(signatureAlgorithm);
}

/** The digest of a signature, as node:crypto calls it; null where the key brings its own. */
export function digestOf(signatureAlgorithm: string): string | null {
  const digest = / with SHA-(\d+)$/.exec(signatureAlgorithm)?.[1];
  return digest ? `sha${digest}` : null;
}
