import { KeyObject } from 'crypto';
import { pemText } from '../asn1/pem';
import { bitString, context, integer, sequence, time } from '../asn1/write';
import { backdated } from '../certificate/backdated';
import { certificatesOf } from '../certificate/Certificate';
import {
  authorityKeyIdentifier,
  EXTENSION,
  extension,
} from '../certificate/extensions';
import { keyIdentifier } from '../certificate/readCsr';
import { signBytes, signingAlgorithmOf } from '../keys/signing';

/** A certificate that a list revokes. */
export interface RevokedCertificate {
  /** Hex. */
  serial: string;
  at: Date;
}

/**
 * Signs a complete revocation list (version 2) of an authority.
 *
 * @returns PEM
 */
export function createRevocationList(options: {
  /** PEM of the authority. */
  certificate: string;
  key: KeyObject;
  now?: Date;
  /** When the next one is due; absent for none, which we refuse to use. */
  nextUpdate?: Date;
  revoked?: readonly RevokedCertificate[];
  /** Extensions in DER beside the authority's key and the list's number. */
  extensions?: readonly Buffer[];
}): string {
  const {
    key,
    now = new Date(),
    nextUpdate,
    revoked = [],
    extensions = [],
  } = options;
  const [authority] = certificatesOf(options.certificate, 'The certificate');
  const { subjectKey, spki } = authority;
  const algorithm = signingAlgorithmOf(key);
  const tbs = sequence(
    integer(1),
    algorithm.identifier,
    authority.subject,
    time(now),
    ...(nextUpdate ? [time(nextUpdate)] : []),
    ...(revoked.length
      ? [
          sequence(
            ...revoked.map(({ serial, at }) =>
              sequence(
                integer(
                  Buffer.from(
                    serial.padStart(2 * Math.ceil(serial.length / 2), '0'),
                    'hex',
                  ),
                ),
                time(at),
              ),
            ),
          ),
        ]
      : []),
    context(
      0,
      sequence(
        authorityKeyIdentifier(
          subjectKey ? Buffer.from(subjectKey, 'hex') : keyIdentifier(spki),
        ),
        // Grows with every list, also over restarts: RFC 5280 wants no less.
        extension(EXTENSION.crlNumber, integer(now.getTime())),
        ...extensions,
      ),
    ),
  );
  return pemText(
    'X509 CRL',
    sequence(
      tbs,
      algorithm.identifier,
      bitString(signBytes(algorithm, tbs, key)),
    ),
  );
}

/**
 * The list of a new intermediate, which has revoked nothing. It is due when the
 * intermediate ends, unless told otherwise: the key that could sign another is
 * gone by then. It is dated back: an Envoy whose clock is behind would refuse
 * every call by a list that does not hold yet.
 *
 * @returns PEM
 */
export function createEmptyRevocationList(options: {
  certificate: string;
  key: KeyObject;
  now?: Date;
  nextUpdate?: Date;
}): string {
  const { now = new Date(), ...of } = options;
  const [{ notAfter }] = certificatesOf(of.certificate, 'The certificate');
  return createRevocationList({
    nextUpdate: notAfter,
    ...of,
    now: backdated(now),
  });
}
