import { X509Certificate } from 'crypto';

/** SHA-256 of a certificate (DER) in lower-case hex. */
export function fingerprintOf({ fingerprint256 }: X509Certificate): string {
  return fingerprint256.replace(/:/g, '').toLowerCase();
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * The certificates of a PEM text, in its order.
 *
 * @throws what OpenSSL says of a block that is no certificate
 */
export function certificatesIn(pem: string): X509Certificate[] {
  return (pem.match(PEM) ?? []).map(block => new X509Certificate(block));
}
