import { createHash, KeyObject, randomBytes } from 'crypto';
import { pemText } from '../asn1/pem';
import {
  bitString,
  context,
  element,
  integer,
  sequence,
  TAG,
  time,
} from '../asn1/write';
import {
  SigningAlgorithm,
  signBytes,
  signingAlgorithmOf,
} from '../keys/signing';
import { extensionsField } from './extensions';

/** What stands in a certificate. */
export interface CertificateContents {
  /** Names in DER. */
  subject: Buffer;
  issuer: Buffer;
  /** The contents of its INTEGER; 16 random bytes when it is not given. */
  serial?: Buffer;
  notBefore: Date;
  notAfter: Date;
  /** The subject's public key as SubjectPublicKeyInfo in DER. */
  spki: Buffer;
  /** Extensions in DER, in their order. */
  extensions: readonly Buffer[];
}

/** A serial number that no one can guess: 127 bits, positive. */
export function newSerial(): Buffer {
  const serial = randomBytes(16);
  // Neither negative nor shorter by a leading zero.
  serial[0] = 0x40 + (serial[0] % 0x40);
  return serial;
}

/** The identifier of a key: SHA-1 of the bits of its public key (RFC 5280, 4.2.1.2). */
export function keyIdentifierOf(publicKeyBits: Buffer): Buffer {
  return createHash('sha1').update(publicKeyBits).digest();
}

/** Signs a certificate. @returns PEM with a newline at its end */
export function makeCertificate(
  {
    subject,
    issuer,
    serial,
    notBefore,
    notAfter,
    spki,
    extensions,
  }: CertificateContents,
  signingKey: KeyObject,
  algorithm: SigningAlgorithm = signingAlgorithmOf(signingKey),
): string {
  const tbs = sequence(
    ...(extensions.length ? [context(0, integer(2))] : []),
    element(TAG.integer, serial ?? newSerial()),
    algorithm.identifier,
    issuer,
    sequence(time(notBefore), time(notAfter)),
    subject,
    spki,
    ...(extensions.length ? [extensionsField(extensions)] : []),
  );
  return pemText(
    'CERTIFICATE',
    sequence(
      tbs,
      algorithm.identifier,
      bitString(signBytes(algorithm, tbs, signingKey)),
    ),
  );
}
