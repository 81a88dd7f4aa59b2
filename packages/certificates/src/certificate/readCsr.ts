import { createHash, createPublicKey, verify } from 'crypto';
import { InputError } from '@backstage/errors';
import { readPem } from '../asn1/pem';
import { expectTag, itemsOf, readSingle } from '../asn1/read';
import { TAG } from '../asn1/write';
import { keyIdentifierOf } from './makeCertificate';
import { digestOf, signatureAlgorithmName } from './signatureAlgorithms';

/** What an authority needs of a request. */
export interface CertificateRequest {
  /** Name in DER. */
  subject: Buffer;
  /** SubjectPublicKeyInfo in DER. */
  spki: Buffer;
  /** SHA-256 of the public key (SPKI, DER) in lower-case hex. */
  publicKey: string;
}

/** The identifier of a key, from its SubjectPublicKeyInfo. */
export function keyIdentifier(spki: Buffer): Buffer {
  const [, bits] = itemsOf(readSingle(spki));
  return keyIdentifierOf(expectTag(bits, TAG.bitString).contents.subarray(1));
}

function isSignedByItsKey(
  info: Buffer,
  spki: Buffer,
  name: string,
  signature: Buffer,
) {
  try {
    return verify(
      digestOf(name),
      info,
      {
        key: createPublicKey({ key: spki, format: 'der', type: 'spki' }),
        dsaEncoding: 'der',
      },
      signature,
    );
  } catch {
    // A key that OpenSSL cannot use with this signature has not made it.
    return false;
  }
}

/**
 * Reads a request (PKCS#10) and checks that whoever made it has the key.
 *
 * @throws InputError when it cannot be read or its signature is another's
 */
export function readCsr(pem: string): CertificateRequest {
  const block = readPem(pem).blocks.find(({ label }) =>
    /^(NEW )?CERTIFICATE REQUEST$/.test(label),
  );
  if (!block?.der) {
    throw new InputError(
      'The request holds no -----BEGIN CERTIFICATE REQUEST----- that can be read. Give a PKCS#10 request in PEM.',
    );
  }
  const [info, algorithm, signature] = itemsOf(readSingle(block.der));
  const [, subject, key] = itemsOf(info);
  const name = signatureAlgorithmName(expectTag(algorithm, TAG.sequence));
  const signed = expectTag(signature, TAG.bitString).contents.subarray(1);
  if (!isSignedByItsKey(info.bytes, key.bytes, name, signed)) {
    throw new InputError(
      'The signature of the request is not by the key in it. Make the request anew.',
    );
  }
  return {
    subject: subject.bytes,
    spki: key.bytes,
    publicKey: createHash('sha256').update(key.bytes).digest('hex'),
  };
}
