import { KeyObject } from 'crypto';
import { InputError } from '@backstage/errors';
import { readSingle } from '../asn1/read';
import { integer } from '../asn1/write';
import { backdated } from '../certificate/backdated';
import { Certificate, certificatesOf } from '../certificate/Certificate';
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  subjectKeyIdentifier,
} from '../certificate/extensions';
import { makeCertificate } from '../certificate/makeCertificate';
import { CertificateSubject, nameOf } from '../certificate/names';
import { keyIdentifier, readCsr } from '../certificate/readCsr';
import { spkiOf } from '../keys/keyTypes';
import { createEmptyRevocationList } from '../revocation/createRevocationList';

/** Signs a root by its own key. @returns PEM */
export function createRoot(options: {
  key: KeyObject;
  subject: CertificateSubject;
  notAfter: Date;
  now?: Date;
  /** Authorities that may stand below it; not limited by default. */
  pathLength?: number;
}): string {
  const { key, subject, notAfter, now = new Date(), pathLength } = options;
  const spki = spkiOf(key);
  const name = nameOf(subject);
  return makeCertificate(
    {
      subject: name,
      issuer: name,
      notBefore: backdated(now),
      notAfter,
      spki,
      extensions: [
        basicConstraints(true, pathLength),
        keyUsage(['keyCertSign', 'cRLSign']),
        subjectKeyIdentifier(keyIdentifier(spki)),
      ],
    },
    key,
  );
}

/** An authority whose key is at hand: it signs intermediates and revocation lists. */
export class LocalAuthority {
  /** Its own certificate. */
  private readonly own: Certificate;
  private readonly above: Certificate[];

  /**
   * @param options.certificate - PEM of the authority
   * @param options.chain - its issuers up to the root; none for a root
   * @throws InputError when the key is another's
   */
  constructor(
    private readonly options: {
      key: KeyObject;
      certificate: string;
      chain?: string;
    },
  ) {
    [this.own] = certificatesOf(options.certificate, 'The certificate');
    this.above = options.chain
      ? certificatesOf(options.chain, 'The chain')
      : [];
    if (!this.own.spki.equals(spkiOf(options.key))) {
      throw new InputError(
        `The key is not that of ${this.own.subjectText}. Give the key that belongs to the certificate.`,
      );
    }
  }

  /** Its own certificate, then its issuers up to the root, each in PEM. */
  get chain(): string[] {
    return [this.own, ...this.above].map(({ pem }) => pem);
  }

  /**
   * Signs the intermediate that a request asks for: its subject and its key; the
   * extensions are ours (CA:TRUE, the path length, keyCertSign, cRLSign).
   *
   * @returns PEM
   * @throws InputError when the request is forged, when this authority may not
   * sign it, or when it would outlive this authority or one above
   */
  signIntermediate(
    csr: string,
    options: {
      notAfter: Date;
      pathLength: number;
      now?: Date;
      /** Big-endian and positive; random when it is not given. */
      serial?: Buffer;
    },
  ): string {
    const { notAfter, pathLength, now = new Date(), serial } = options;
    const request = readCsr(csr);
    for (const authority of [this.own, ...this.above]) {
      if (authority.notAfter < notAfter) {
        throw new InputError(
          `notAfter: ${
            authority.subjectText
          } ends on ${authority.notAfter.toISOString()}, before the certificate would. Ask for a shorter life.`,
        );
      }
    }
    this.checkRoom(pathLength);
    const spki = request.spki;
    return makeCertificate(
      {
        subject: request.subject,
        issuer: this.own.subject,
        ...(serial && { serial: readSingle(integer(serial)).contents }),
        notBefore: backdated(now),
        notAfter,
        spki,
        extensions: [
          basicConstraints(true, pathLength),
          keyUsage(['digitalSignature', 'keyCertSign', 'cRLSign']),
          subjectKeyIdentifier(keyIdentifier(spki)),
          authorityKeyIdentifier(this.keyId),
        ],
      },
      this.options.key,
    );
  }

  /** A complete revocation list without entries. @returns PEM */
  emptyRevocationList(options: { nextUpdate: Date; now?: Date }): string {
    return createEmptyRevocationList({
      certificate: this.own.pem,
      key: this.options.key,
      ...options,
    });
  }

  private get keyId(): Buffer {
    const { subjectKey, spki } = this.own;
    return subjectKey ? Buffer.from(subjectKey, 'hex') : keyIdentifier(spki);
  }

  private checkRoom(pathLength: number): void {
    [this.own, ...this.above].forEach((authority, below) => {
      const limit = authority.basicConstraints?.pathLength;
      if (limit !== undefined && limit < below + 1 + pathLength) {
        throw new InputError(
          `pathLength: ${
            authority.subjectText
          } allows ${limit} authorities below it, and ${
            below + 1 + pathLength
          } would stand there. Choose an authority with more room.`,
        );
      }
    });
  }
}
