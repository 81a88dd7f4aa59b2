import { createHash, X509Certificate } from 'crypto';
import { InputError } from '@backstage/errors';
import { pemText, readPem } from '../asn1/pem';
import { itemsOf, readSingle, timeOf } from '../asn1/read';
import { keyAlgorithmOf } from '../keys/keyTypes';
import { KeyUsage } from './extensions';
import { nameText } from './names';
import {
  authorityKeyOf,
  basicConstraintsOf,
  crlDistributionPointsOf,
  extendedKeyUsageOf,
  extensionsOf,
  keyUsageOf,
  ReadExtension,
  subjectKeyOf,
} from './readExtensions';
import { signatureAlgorithmName } from './signatureAlgorithms';

/** A serial number in lower-case hex, two digits a byte, without leading zero bytes. */
export function serialText(serial: Buffer): string {
  return serial.toString('hex').replace(/^(00)+(?=.)/, '');
}

/** A certificate, read once: what OpenSSL knows of it and what only DER tells. */
export class Certificate {
  readonly x509: X509Certificate;
  readonly version: number;
  readonly serial: Buffer;
  /** Names in DER, as they are compared. */
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spki: Buffer;
  readonly extensions: Map<string, ReadExtension>;
  readonly signatureAlgorithm: string;
  /** SHA-256 of the public key (SPKI, DER), in lower-case hex. */
  readonly publicKey: string;
  /** `P-256`, `RSA-2048`, … */
  readonly keyAlgorithm: string;
  /** Names in one line, as people write them. */
  readonly subjectText: string;
  readonly issuerText: string;
  readonly basicConstraints: { ca: boolean; pathLength?: number } | undefined;
  readonly keyUsage: KeyUsage[] | undefined;
  readonly extendedKeyUsage: string[] | undefined;
  readonly crlDistributionPoints: string[];
  /** Key identifiers in hex. */
  readonly subjectKey: string | undefined;
  readonly authorityKey: string | undefined;
  /** Whether a key signed it, by the SHA-256 of the key. */
  private readonly signers = new Map<string, boolean>();

  /** Reads all of it. @throws when the DER is none of a certificate */
  constructor(readonly der: Buffer) {
    this.x509 = new X509Certificate(der);
    const [tbs, algorithm] = itemsOf(readSingle(der));
    const fields = itemsOf(tbs);
    const versioned = fields[0].tag === 0xa0;
    this.version = versioned
      ? readSingle(fields[0].contents).contents[0] + 1
      : 1;
    const [serial, , issuer, validity, subject, spki] = versioned
      ? fields.slice(1)
      : fields;
    this.serial = serial.contents;
    this.issuer = issuer.bytes;
    this.subject = subject.bytes;
    [this.notBefore, this.notAfter] = itemsOf(validity).map(timeOf);
    this.spki = spki.bytes;
    this.extensions = extensionsOf(fields.find(({ tag }) => tag === 0xa3));
    this.signatureAlgorithm = signatureAlgorithmName(algorithm);
    this.publicKey = createHash('sha256').update(this.spki).digest('hex');
    this.keyAlgorithm = keyAlgorithmOf(this.x509.publicKey);
    this.subjectText = nameText(this.subject);
    this.issuerText = nameText(this.issuer);
    this.basicConstraints = basicConstraintsOf(this.extensions);
    this.keyUsage = keyUsageOf(this.extensions);
    this.extendedKeyUsage = extendedKeyUsageOf(this.extensions);
    this.crlDistributionPoints = crlDistributionPointsOf(this.extensions);
    this.subjectKey = subjectKeyOf(this.extensions);
    this.authorityKey = authorityKeyOf(this.extensions);
  }

  get pem(): string {
    return pemText('CERTIFICATE', this.der);
  }

  /** SHA-256 of all of it, in lower-case hex. */
  get fingerprint(): string {
    return createHash('sha256').update(this.der).digest('hex');
  }

  get selfSigned(): boolean {
    return this.subject.equals(this.issuer) && this.isSignedBy(this);
  }

  /** By the signature alone; each key is tried once. */
  isSignedBy(issuer: Certificate): boolean {
    const { publicKey } = issuer;
    const known = this.signers.get(publicKey);
    if (known !== undefined) {
      return known;
    }
    const signed = this.verify(issuer);
    this.signers.set(publicKey, signed);
    return signed;
  }

  equals(other: Certificate): boolean {
    return this.der.equals(other.der);
  }

  private verify(issuer: Certificate): boolean {
    try {
      return this.x509.verify(issuer.x509.publicKey);
    } catch {
      // A key of another family than the signature: OpenSSL throws, we answer.
      return false;
    }
  }
}

/**
 * The certificates of a PEM file, in its order.
 *
 * @param name - the file's name, for messages
 * @throws InputError that names the block that cannot be read, or that there is none
 */
export function certificatesOf(pem: string, name = 'The PEM'): Certificate[] {
  const { blocks } = readPem(pem);
  const certificates = blocks
    .filter(({ label }) => label === 'CERTIFICATE')
    .map(({ der }, index) => {
      try {
        return new Certificate(der!);
      } catch {
        throw new InputError(
          `${name}: certificate ${
            index + 1
          } cannot be read. Give certificates in PEM, as they were issued.`,
        );
      }
    });
  if (!certificates.length) {
    throw new InputError(
      `${name} holds no certificate. Give one that begins with -----BEGIN CERTIFICATE-----.`,
    );
  }
  return certificates;
}
