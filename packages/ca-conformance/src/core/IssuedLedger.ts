import { createHash } from 'crypto';
import * as x509 from '@peculiar/x509';
import { Authority } from './Authority';

/** One certificate that a service issued. */
export interface IssuedRecord {
  /** The service's name of it: ARN or resource name. */
  reference: string;
  certificate: x509.X509Certificate;
  /** Hexadecimal. */
  serial: string;
  /** SHA-256 of the public key (SPKI, DER) in lower-case hex. */
  publicKey: string;
  issuer: Authority;
  issuedAt: Date;
}

/** SHA-256 of a public key in lower-case hex. */
export function publicKeyHash(key: x509.PublicKey): string {
  return createHash('sha256').update(Buffer.from(key.rawData)).digest('hex');
}

/** Every certificate that was ever issued: what tests count. */
export class IssuedLedger {
  readonly #records: IssuedRecord[] = [];

  add(
    reference: string,
    certificate: x509.X509Certificate,
    issuer: Authority,
    issuedAt: Date,
  ): IssuedRecord {
    const record = {
      reference,
      certificate,
      serial: certificate.serialNumber.toLowerCase(),
      publicKey: publicKeyHash(certificate.publicKey),
      issuer,
      issuedAt,
    };
    this.#records.push(record);
    return record;
  }

  get count(): number {
    return this.#records.length;
  }

  get all(): readonly IssuedRecord[] {
    return this.#records;
  }

  byReference(reference: string): IssuedRecord | undefined {
    return this.#records.find(record => record.reference === reference);
  }

  bySerial(serial: string): IssuedRecord | undefined {
    return this.#records.find(record => record.serial === serial.toLowerCase());
  }

  /** As JSON for a person or another process. */
  describe() {
    return this.#records.map(record => ({
      reference: record.reference,
      serial: record.serial,
      publicKey: record.publicKey,
      subject: record.certificate.subject,
      issuer: record.certificate.issuer,
      notAfter: record.certificate.notAfter.toISOString(),
      issuedAt: record.issuedAt.toISOString(),
      revoked: record.issuer.isRevoked(record.serial),
    }));
  }
}
