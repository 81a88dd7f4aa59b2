import { Certificate, certificatesOf, serialText } from './Certificate';
import { KeyUsage } from './extensions';

/** What is known of a certificate; data only. */
export interface CertificateFacts {
  /** The certificate alone, with a newline at its end. */
  pem: string;
  /** In one line, as `C=GB, O=Shop, CN=Istio CA`. */
  subject: string;
  issuer: string;
  /** Lower-case hex, two digits a byte, without leading zero bytes. */
  serial: string;
  /** ISO 8601. */
  notBefore: string;
  notAfter: string;
  /** SHA-256 of the public key (SPKI, DER) in lower-case hex. */
  publicKey: string;
  /** SHA-256 of the certificate in lower-case hex. */
  fingerprint: string;
  isCa: boolean;
  /** Authorities that may stand below; absent where it is not limited. */
  pathLength?: number;
  /** Empty where the certificate does not limit it. */
  keyUsage: KeyUsage[];
  /** Absent where the certificate does not limit it. */
  extendedKeyUsage?: string[];
  /** `P-256`, `RSA-2048`, … */
  keyAlgorithm: string;
  /** `ECDSA with SHA-256`, … */
  signatureAlgorithm: string;
  selfSigned: boolean;
  /** URIs of its issuer's revocation lists; empty where it names none. */
  crlDistributionPoints: string[];
}

/** The facts of a certificate that was read. */
export function factsOf(certificate: Certificate): CertificateFacts {
  const { basicConstraints, extendedKeyUsage } = certificate;
  return {
    pem: certificate.pem,
    subject: certificate.subjectText,
    issuer: certificate.issuerText,
    serial: serialText(certificate.serial),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    publicKey: certificate.publicKey,
    fingerprint: certificate.fingerprint,
    isCa: basicConstraints?.ca ?? false,
    ...(basicConstraints?.pathLength !== undefined && {
      pathLength: basicConstraints.pathLength,
    }),
    keyUsage: certificate.keyUsage ?? [],
    ...(extendedKeyUsage && { extendedKeyUsage }),
    keyAlgorithm: certificate.keyAlgorithm,
    signatureAlgorithm: certificate.signatureAlgorithm,
    selfSigned: certificate.selfSigned,
    crlDistributionPoints: certificate.crlDistributionPoints,
  };
}

/**
 * The facts of every certificate of a PEM file, in its order.
 *
 * @throws InputError when there is none, or one of them cannot be read
 */
export function readCertificates(pem: string): CertificateFacts[] {
  return certificatesOf(pem).map(factsOf);
}
