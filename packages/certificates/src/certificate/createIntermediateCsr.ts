import { KeyObject } from 'crypto';
import { pemText } from '../asn1/pem';
import {
  bitString,
  context,
  element,
  integer,
  oid,
  sequence,
  TAG,
} from '../asn1/write';
import { spkiOf } from '../keys/keyTypes';
import { signBytes, signingAlgorithmOf } from '../keys/signing';
import { basicConstraints, keyUsage, subjectAltName } from './extensions';
import { CertificateSubject, nameOf } from './names';

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/**
 * A request (PKCS#10) for an intermediate: CA:TRUE with the path length and
 * keyCertSign, cRLSign, both critical. Google CAS takes them from the request,
 * AWS's template puts its own in their place.
 *
 * @returns PEM
 */
export function createIntermediateCsr(options: {
  key: KeyObject;
  subject: CertificateSubject;
  dnsNames?: readonly string[];
  /** Authorities below the new one; Istio needs 0. */
  pathLength: number;
}): string {
  const { key, subject, dnsNames = [], pathLength } = options;
  const extensions = sequence(
    basicConstraints(true, pathLength),
    keyUsage(['keyCertSign', 'cRLSign']),
    ...(dnsNames.length ? [subjectAltName({ dns: dnsNames })] : []),
  );
  const info = sequence(
    integer(0),
    nameOf(subject),
    spkiOf(key),
    context(0, sequence(oid(EXTENSION_REQUEST), element(TAG.set, extensions))),
  );
  const algorithm = signingAlgorithmOf(key);
  return pemText(
    'CERTIFICATE REQUEST',
    sequence(
      info,
      algorithm.identifier,
      bitString(signBytes(algorithm, info, key)),
    ),
  );
}
