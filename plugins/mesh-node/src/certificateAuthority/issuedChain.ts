import { createHash, X509Certificate } from 'node:crypto';
import { ServiceUnavailableError } from '@backstage/errors';
import { IssuedIntermediate } from '../caProvider';

/** A provider may keep to whole minutes, and date back. */
const SHORTENED_MS = 10 * 60_000;

/**
 * Reads the answer of a service that issued a certificate: ours must have the
 * public key that was sent, and its issuers are put in order, each checked
 * by its signature, up to a root that is valid now.
 *
 * What istiod asks of the certificate beyond that is left to the check of the
 * whole bundle, which comes before every write.
 *
 * @param options.publicKey - SHA-256 of the key that was sent (SPKI, DER) in lower-case hex
 * @param options.others - certificates among which missing issuers are looked for
 * @throws ServiceUnavailableError that names the certificate, because it exists
 * although the answer cannot be used
 */
export function readIssued(options: {
  certificate: string;
  chain: readonly string[];
  others?: readonly string[];
  reference: string;
  publicKey: string;
  notAfter: Date;
  now: Date;
}): IssuedIntermediate {
  const { reference, now } = options;
  const unusable = (why: string, cause?: unknown) =>
    new ServiceUnavailableError(
      `The answer of the certificate authority cannot be used: ${why}. A certificate was issued as ${reference}: revoke it, and ask again`,
      cause,
    );
  const read = (pem: string, what: string) => {
    try {
      return new X509Certificate(pem);
    } catch (error) {
      throw unusable(`${what} is no certificate`, error);
    }
  };

  const ours = read(options.certificate, 'the new certificate');
  if (publicKeyHash(ours) !== options.publicKey) {
    throw unusable('its public key is not the one that was sent');
  }
  const given = options.chain.map(pem =>
    read(pem, 'a certificate of the chain'),
  );
  const others = (options.others ?? []).map(pem => new X509Certificate(pem));
  const chain = chainOf(ours, [...given, ...others]);
  const last = chain.at(-1);
  if (!last || !signs(last, last)) {
    throw unusable(
      `its chain ends at ${oneLine(
        (last ?? ours).issuer,
      )}, whose certificate is not in it`,
    );
  }
  const ended = chain.find(issuer => ends(issuer) < now);
  if (ended) {
    throw unusable(
      `${oneLine(ended.subject)} in its chain ended ${iso(ends(ended))}`,
    );
  }

  const notes = [];
  const order = given.map(entry => entry.fingerprint256).join();
  if (
    !chain
      .map(entry => entry.fingerprint256)
      .join()
      .startsWith(order)
  ) {
    notes.push(
      'The chain was not in the order from the issuer to the root; it was put in order.',
    );
  }
  if (+options.notAfter - +ends(ours) > SHORTENED_MS) {
    notes.push(
      `The certificate ends ${iso(ends(ours))}, earlier than the ${iso(
        options.notAfter,
      )} that was asked for: the authority shortened its life.`,
    );
  }
  return {
    certificate: pemOf(ours),
    chain: chain.map(pemOf),
    reference,
    notes,
  };
}

/** SHA-256 of a certificate's public key (SPKI, DER) in lower-case hex. */
export function publicKeyHash(certificate: X509Certificate): string {
  return createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** The issuers of a certificate among others, nearest first, as far as they are known. */
export function chainOf(
  certificate: X509Certificate,
  among: readonly X509Certificate[],
): X509Certificate[] {
  const issuer = signs(certificate, certificate)
    ? undefined
    : among.find(candidate => signs(candidate, certificate));
  return issuer
    ? [
        issuer,
        ...chainOf(
          issuer,
          among.filter(candidate => candidate !== issuer),
        ),
      ]
    : [];
}

function signs(issuer: X509Certificate, child: X509Certificate): boolean {
  return child.checkIssued(issuer) && child.verify(issuer.publicKey);
}

function pemOf(certificate: X509Certificate): string {
  return certificate.toString();
}

function ends(certificate: X509Certificate): Date {
  return new Date(certificate.validTo);
}

function oneLine(name: string): string {
  return name.split('\n').join(', ');
}

function iso(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}
