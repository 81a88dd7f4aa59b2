import { createHash, verify } from 'crypto';
import { InputError } from '@backstage/errors';
import { pemText, readPem } from '../asn1/pem';
import { itemsOf, readSingle, timeOf } from '../asn1/read';
import { TAG } from '../asn1/write';
import {
  Certificate,
  certificatesOf,
  serialText,
} from '../certificate/Certificate';
import {
  authorityKeyOf,
  extensionsOf,
  ReadExtension,
} from '../certificate/readExtensions';
import { EXTENSION } from '../certificate/extensions';
import { nameText } from '../certificate/names';
import {
  digestOf,
  signatureAlgorithmName,
} from '../certificate/signatureAlgorithms';

const KNOWN_CRITICAL = new Set<string>([
  EXTENSION.authorityKeyIdentifier,
  EXTENSION.crlNumber,
]);

/** A revocation list that was read. */
export class RevocationList {
  /** Name in DER. */
  readonly issuer: Buffer;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** Serials in lower-case hex, two digits a byte, without leading zero bytes. */
  readonly revoked: string[];
  readonly extensions: Map<string, ReadExtension>;
  readonly signatureAlgorithm: string;
  /** The authority's name in one line. */
  readonly issuerText: string;
  /** The authority's key identifier in hex, where the list tells. */
  readonly authorityKey: string | undefined;
  private readonly tbs: Buffer;
  private readonly signature: Buffer;

  /** @throws when the DER is none of a revocation list */
  constructor(readonly der: Buffer) {
    const [tbs, algorithm, signature] = itemsOf(readSingle(der));
    this.tbs = tbs.bytes;
    this.signatureAlgorithm = signatureAlgorithmName(algorithm);
    this.signature = signature.contents.subarray(1);
    const fields = itemsOf(tbs);
    const [, issuer, thisUpdate, ...rest] =
      fields[0].tag === TAG.integer ? fields.slice(1) : fields;
    this.issuer = issuer.bytes;
    this.issuerText = nameText(issuer.bytes);
    this.thisUpdate = timeOf(thisUpdate);
    const [due] = rest;
    this.nextUpdate =
      due && [TAG.utcTime, TAG.generalizedTime].some(tag => tag === due.tag)
        ? timeOf(due)
        : undefined;
    const entries = rest.find(({ tag }) => tag === TAG.sequence);
    this.revoked = (entries ? itemsOf(entries) : []).map(entry =>
      serialText(itemsOf(entry)[0].contents),
    );
    this.extensions = extensionsOf(rest.find(({ tag }) => tag === 0xa0));
    this.authorityKey = authorityKeyOf(this.extensions);
  }

  get pem(): string {
    return pemText('X509 CRL', this.der);
  }

  /** Why it does not speak for all certificates of its authority; undefined when it does. */
  get scope(): string | undefined {
    if (this.extensions.has(EXTENSION.deltaCrlIndicator)) {
      return 'it is a delta list, with changes alone';
    }
    if (this.extensions.has(EXTENSION.issuingDistributionPoint)) {
      return 'it has an issuing distribution point, so it is partitioned or speaks for a part of the certificates';
    }
    const unknown = [...this.extensions].find(
      ([id, { critical }]) => critical && !KNOWN_CRITICAL.has(id),
    );
    return (
      unknown &&
      `it has a critical extension that is not known here (${unknown[0]})`
    );
  }

  isSignedBy(authority: Certificate): boolean {
    try {
      return (
        authority.subject.equals(this.issuer) &&
        verify(
          digestOf(this.signatureAlgorithm),
          this.tbs,
          { key: authority.x509.publicKey, dsaEncoding: 'der' },
          this.signature,
        )
      );
    } catch {
      // A key of another family than the signature: OpenSSL throws, we answer.
      return false;
    }
  }
}

/** What is known of a revocation list; data only. */
export interface RevocationListFacts {
  /** The list alone, with a newline at its end. */
  pem: string;
  /** SHA-256 of the list in lower-case hex. */
  fingerprint: string;
  /** The authority's name in one line. */
  issuer: string;
  /** The authority's key identifier in hex, where the list tells. */
  authorityKey?: string;
  /** ISO 8601. */
  thisUpdate: string;
  /** ISO 8601; absent where none is promised. */
  nextUpdate?: string;
  /** How many certificates it revokes. */
  entries: number;
  /** Their serials in lower-case hex. */
  revoked: string[];
  /** Why it must not be used: it speaks for a part of the certificates alone. */
  scoped?: string;
}

/**
 * The lists of a PEM file.
 *
 * @throws InputError when one of them cannot be read, or something else is in it
 */
export function revocationListsOf(pem: string): RevocationList[] {
  return readPem(pem).blocks.map(({ label, der }, index) => {
    if (label !== 'X509 CRL') {
      throw new InputError(
        `ca-crl.pem: block ${
          index + 1
        } is a ${label}. Leave nothing but -----BEGIN X509 CRL----- in it.`,
      );
    }
    try {
      return new RevocationList(der!);
    } catch {
      throw new InputError(
        `ca-crl.pem: list ${
          index + 1
        } cannot be read. Fetch it again from its authority.`,
      );
    }
  });
}

/**
 * The facts of every revocation list of a PEM file, in its order.
 *
 * @throws InputError when one of them cannot be read
 */
export function readRevocationLists(pem: string): RevocationListFacts[] {
  return revocationListsOf(pem).map(list => ({
    pem: list.pem,
    fingerprint: createHash('sha256').update(list.der).digest('hex'),
    issuer: list.issuerText,
    ...(list.authorityKey && { authorityKey: list.authorityKey }),
    thisUpdate: list.thisUpdate.toISOString(),
    ...(list.nextUpdate && { nextUpdate: list.nextUpdate.toISOString() }),
    entries: list.revoked.length,
    revoked: list.revoked,
    ...(list.scope && { scoped: list.scope }),
  }));
}

/**
 * Whether an authority signed a revocation list: by name and by signature.
 *
 * @param list - PEM of one list
 * @param authority - PEM of the authority
 */
export function isRevocationListOf(list: string, authority: string): boolean {
  const [issuer] = certificatesOf(authority, 'The authority');
  return revocationListsOf(list).every(one => one.isSignedBy(issuer));
}
