import { CertificateFacts, readCertificates } from '@meshport/certificates';
import { CertificateView } from '@meshport/backstage-plugin-mesh-common';

/** What is shown of a certificate. */
export function certificateView({
  subject,
  issuer,
  serial,
  notBefore,
  notAfter,
  publicKey,
  fingerprint,
  keyAlgorithm,
  signatureAlgorithm,
  isCa,
  pathLength,
  selfSigned,
  pem,
}: CertificateFacts): CertificateView {
  return {
    subject,
    issuer,
    serial,
    notBefore,
    notAfter,
    publicKey,
    fingerprint,
    keyAlgorithm,
    signatureAlgorithm,
    isCa,
    ...(pathLength === undefined ? {} : { pathLength }),
    selfSigned,
    pem,
  };
}

/** Certificates of a PEM file, or why they cannot be read. */
export function certificateViews(
  pem: string,
  file: string,
): { certificates: CertificateView[] } | { why: string } {
  try {
    return { certificates: readCertificates(pem).map(certificateView) };
  } catch (error) {
    // Whoever wrote the file may have written anything.
    return {
      why: `${file} cannot be read: ${
        error instanceof Error ? error.message : 'it holds no certificates'
      }`,
    };
  }
}
