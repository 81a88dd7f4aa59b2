import { createHash, X509Certificate } from 'crypto';
import { InputError } from '@backstage/errors';
import { pemText, readPem } from '../asn1/pem';
import {
  bitsOf,
  Element,
  itemsOf,
  oidOf,
  readAll,
  readSingle,
  timeOf,
} from '../asn1/read';
import { TAG } from '../asn1/write';
import { keyAlgorithmOf } from '../keys/keyTypes';
import {
  EXTENDED_KEY_USAGES,
  EXTENSION,
  KEY_USAGES,
  KeyUsage,
} from './extensions';
import { nameText } from './names';
import { signatureAlgorithmName } from './signatureAlgorithms';

/** An extension as it stands in a certificate or a revocation list. */
export interface ReadExtension {
  critical: boolean;
  value: Buffer;
}

/** Extensions by their object identifiers. */
export function extensionsOf(
  field: Element | undefined,
): Map<string, ReadExtension> {
  if (!field) {
    return new Map();
  }
  return new Map(
    itemsOf(readSingle(field.contents)).map(one => {
      const items = itemsOf(one);
      const [id, second] = items;
      return [
        oidOf(id),
        {
          critical: second.tag === TAG.boolean && second.contents[0] !== 0,
          value: items[items.length - 1].contents,
        },
      ];
    }),
  );
}

/** The key identifier of an authority key identifier extension, in hex. */
export function authorityKeyOf(
  extensions: Map<string, ReadExtension>,
): string | undefined {
  const found = extensions.get(EXTENSION.authorityKeyIdentifier);
  return (
    found &&
    itemsOf(readSingle(found.value))
      .find(({ tag }) => tag === 0x80)
      ?.contents.toString('hex')
  );
}

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
  /** Whether a key signed it, by the SHA-256 of the key. */
  private readonly signers = new Map<string, boolean>();

  /** @throws when the DER is none of a certificate */
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
  }

  get pem(): string {
    return pemText('CERTIFICATE', this.der);
  }

  /** SHA-256 of all of it, in lower-case hex. */
  get fingerprint(): string {
    return createHash('sha256').update(this.der).digest('hex');
  }

  /** SHA-256 of its public key (SPKI, DER), in lower-case hex. */
  get publicKey(): string {
    return createHash('sha256').update(this.spki).digest('hex');
  }

  /** CA and path length; undefined where there are no basic constraints. */
  get basicConstraints(): { ca: boolean; pathLength?: number } | undefined {
    const found = this.extensions.get(EXTENSION.basicConstraints);
    if (!found) {
      return undefined;
    }
    const items = itemsOf(readSingle(found.value));
    const length = items.find(({ tag }) => tag === TAG.integer);
    return {
      ca: items[0]?.tag === TAG.boolean && items[0].contents[0] !== 0,
      ...(length && {
        pathLength: length.contents.readUIntBE(
          0,
          Math.min(6, length.contents.length),
        ),
      }),
    };
  }

  /** Undefined where the certificate does not limit it. */
  get keyUsage(): KeyUsage[] | undefined {
    const found = this.extensions.get(EXTENSION.keyUsage);
    return (
      found &&
      bitsOf(readSingle(found.value))
        .map(bit => KEY_USAGES[bit])
        .filter(Boolean)
    );
  }

  /** Undefined where the certificate does not limit it. */
  get extendedKeyUsage(): string[] | undefined {
    const found = this.extensions.get(EXTENSION.extendedKeyUsage);
    return (
      found &&
      itemsOf(readSingle(found.value)).map(one => {
        const id = oidOf(one);
        return EXTENDED_KEY_USAGES[id] ?? id;
      })
    );
  }

  /** Where lists of its issuer for all certificates and reasons lie; URIs. */
  get crlDistributionPoints(): string[] {
    const found = this.extensions.get(EXTENSION.crlDistributionPoints);
    if (!found) {
      return [];
    }
    return itemsOf(readSingle(found.value)).flatMap(point => {
      const [name, ...limits] = itemsOf(point);
      const fullName = name?.tag === 0xa0 && readAll(name.contents)[0];
      return fullName && fullName.tag === 0xa0 && !limits.length
        ? readAll(fullName.contents)
            .filter(({ tag }) => tag === 0x86)
            .map(({ contents }) => contents.toString('latin1'))
        : [];
    });
  }

  get subjectKey(): string | undefined {
    const found = this.extensions.get(EXTENSION.subjectKeyIdentifier);
    return found && readAll(found.value)[0]?.contents.toString('hex');
  }

  get authorityKey(): string | undefined {
    return authorityKeyOf(this.extensions);
  }

  get selfSigned(): boolean {
    return this.subject.equals(this.issuer) && this.isSignedBy(this);
  }

  get keyAlgorithm(): string {
    return keyAlgorithmOf(this.x509.publicKey);
  }

  /** The subject in one line, as people write names. */
  get subjectText(): string {
    return nameText(this.subject);
  }

  get issuerText(): string {
    return nameText(this.issuer);
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
