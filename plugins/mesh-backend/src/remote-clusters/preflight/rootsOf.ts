import { TrustedRoot } from '@meshport/istio';
import { X509Certificate } from 'crypto';

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates of a PEM bundle; undefined when one of them cannot be read. */
export function rootsOf(bundle: string): TrustedRoot[] | undefined {
  try {
    return (bundle.match(PEM) ?? []).map(pem => {
      const { fingerprint256, subject, validTo } = new X509Certificate(pem);
      return {
        fingerprint: fingerprint256,
        // One line, as people write names.
        subject: subject?.replace(/\n/g, ', '),
        notAfter: new Date(validTo).toISOString(),
      };
    });
  } catch {
    return undefined;
  }
}
