import 'reflect-metadata';
import { randomBytes } from 'crypto';
import * as x509 from '@peculiar/x509';
import {
  AuthorityKey,
  generateKeys,
  rebind,
  signatureOf,
  SigningHash,
  usualHash,
} from './authorityKeys';

/** What an authority is asked to sign. */
export interface ToSign {
  publicKey: x509.PublicKey;
  subject: x509.Name | string;
  notBefore: Date;
  notAfter: Date;
  extensions: x509.Extension[];
  /** As usual for the authority's key, where it is not given. */
  hash?: SigningHash;
}

/** Serial numbers are positive and of 16 bytes, as both services make them. */
function newSerial(): string {
  const bytes = randomBytes(16);
  // eslint-disable-next-line no-bitwise
  bytes[0] = (bytes[0] & 0x7f) | 0x40;
  return bytes.toString('hex');
}

/** The extensions of a certificate authority's certificate. */
export function authorityExtensions(pathLength?: number): x509.Extension[] {
  return [
    new x509.BasicConstraintsExtension(true, pathLength, true),
    new x509.KeyUsagesExtension(
      // eslint-disable-next-line no-bitwise
      x509.KeyUsageFlags.digitalSignature |
        x509.KeyUsageFlags.keyCertSign |
        x509.KeyUsageFlags.cRLSign,
      true,
    ),
  ];
}

/** One authority that signs with a key of its own. */
export class Authority {
  readonly certificate: x509.X509Certificate;
  readonly key: AuthorityKey;
  readonly issuer?: Authority;
  /** Where its revocation list is published; certificates that it issues name it. */
  readonly crlUrl?: string;
  readonly #keys: CryptoKeyPair;
  readonly #revoked = new Map<string, Date>();

  private constructor(options: {
    certificate: x509.X509Certificate;
    key: AuthorityKey;
    keys: CryptoKeyPair;
    issuer?: Authority;
    crlUrl?: string;
  }) {
    this.certificate = options.certificate;
    this.key = options.key;
    this.issuer = options.issuer;
    this.crlUrl = options.crlUrl;
    this.#keys = options.keys;
  }

  /** Makes one: a root where there is no issuer. */
  static async create(options: {
    subject: string;
    key: AuthorityKey;
    issuer?: Authority;
    notBefore: Date;
    notAfter: Date;
    /** Authorities that may stand below it; unlimited where it is missing. */
    pathLength?: number;
    crlUrl?: string;
  }): Promise<Authority> {
    const { subject, key, issuer, notBefore, notAfter, crlUrl } = options;
    const keys = await generateKeys(key);
    const publicKey = await x509.PublicKey.create(keys.publicKey);
    const extensions = authorityExtensions(options.pathLength);
    const certificate = issuer
      ? await issuer.sign({
          publicKey,
          subject,
          notBefore,
          notAfter,
          extensions,
        })
      : await x509.X509CertificateGenerator.create({
          serialNumber: newSerial(),
          subject,
          issuer: subject,
          notBefore,
          notAfter,
          publicKey,
          signingKey: keys.privateKey,
          signingAlgorithm: signatureOf(key, usualHash(key)),
          extensions: [
            ...extensions,
            await x509.SubjectKeyIdentifierExtension.create(publicKey),
          ],
        });
    return new Authority({ certificate, key, keys, issuer, crlUrl });
  }

  get pem(): string {
    return `${this.certificate.toString('pem')}\n`;
  }

  /** From the issuer up to the root, each in PEM; empty for a root. */
  get chain(): string[] {
    return this.issuer ? [this.issuer.pem, ...this.issuer.chain] : [];
  }

  get root(): Authority {
    return this.issuer?.root ?? this;
  }

  /** undefined where it is unlimited. */
  get pathLength(): number | undefined {
    return this.certificate.getExtension(x509.BasicConstraintsExtension)
      ?.pathLength;
  }

  async #signingKey(hash: SigningHash): Promise<CryptoKey> {
    return this.key.startsWith('RSA')
      ? rebind(this.key, this.#keys.privateKey, hash)
      : this.#keys.privateKey;
  }

  /**
   * Signs; key identifiers and the place of the revocation list are added. It
   * asks no rule of any service.
   */
  async sign(asked: ToSign): Promise<x509.X509Certificate> {
    const hash = asked.hash ?? usualHash(this.key);
    const extensions = [
      ...asked.extensions,
      await x509.AuthorityKeyIdentifierExtension.create(
        this.certificate.publicKey,
      ),
      await x509.SubjectKeyIdentifierExtension.create(asked.publicKey),
    ];
    if (this.crlUrl) {
      extensions.push(new x509.CRLDistributionPointsExtension([this.crlUrl]));
    }
    return x509.X509CertificateGenerator.create({
      serialNumber: newSerial(),
      subject: asked.subject,
      issuer: this.certificate.subjectName,
      notBefore: asked.notBefore,
      notAfter: asked.notAfter,
      publicKey: asked.publicKey,
      signingKey: await this.#signingKey(hash),
      signingAlgorithm: signatureOf(this.key, hash),
      extensions,
    });
  }

  /** @param serial - hexadecimal */
  revoke(serial: string, at: Date): void {
    this.#revoked.set(serial.toLowerCase(), at);
  }

  isRevoked(serial: string): boolean {
    return this.#revoked.has(serial.toLowerCase());
  }

  /** Its complete list in DER, good for seven days. */
  async revocationList(
    now: Date,
    extra: x509.Extension[] = [],
  ): Promise<Buffer> {
    const crl = await x509.X509CrlGenerator.create({
      issuer: this.certificate.subjectName,
      thisUpdate: now,
      nextUpdate: new Date(now.getTime() + 7 * 24 * 3600 * 1000),
      signingKey: this.#keys.privateKey,
      signingAlgorithm: signatureOf(this.key, usualHash(this.key)),
      entries: [...this.#revoked].map(([serialNumber, revocationDate]) => ({
        serialNumber,
        revocationDate,
      })),
      extensions: [
        await x509.AuthorityKeyIdentifierExtension.create(
          this.certificate.publicKey,
        ),
        // CRL number, 2.5.29.20: an INTEGER that grows.
        new x509.Extension('2.5.29.20', false, derInteger(now.getTime())),
        ...extra,
      ],
    });
    return Buffer.from(crl.rawData);
  }
}

function derInteger(value: number): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 ? `0${hex}` : `00${hex}`;
  const bytes = Buffer.from(even, 'hex');
  return Buffer.concat([Buffer.from([2, bytes.length]), bytes]);
}
