import { KeyObject } from 'crypto';
import { InputError } from '@backstage/errors';
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
import { CertificateSubject, checkSubject, nameOf } from './names';

const DNS_NAME =
  /^(?=.{1,253}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

function checkDnsNames(names: readonly string[]): void {
  const wrong = names.find(name => !DNS_NAME.test(name));
  if (wrong !== undefined) {
    throw new InputError(
      `dnsNames: ${JSON.stringify(
        wrong,
      )} is no DNS name. Correct it, or leave it out.`,
    );
  }
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/**
 * A request (PKCS#10) for an intermediate: CA:TRUE with the path length and
 * keyCertSign, cRLSign, both critical. Google CAS takes them from the request,
 * AWS's template puts its own in their place.
 *
 * @returns PEM
 * @throws InputError that names the part of the subject, or the DNS name, that is wrong
 */
export function createIntermediateCsr(options: {
  key: KeyObject;
  subject: CertificateSubject;
  dnsNames?: readonly string[];
  /** Authorities below the new one; Istio needs 0. */
  pathLength: number;
}): string {
  const { key, subject, dnsNames = [], pathLength } = options;
  checkSubject(subject);
  checkDnsNames(dnsNames);
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
