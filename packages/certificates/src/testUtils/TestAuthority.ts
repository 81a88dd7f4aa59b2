import { KeyObject } from 'crypto';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  KeyUsage,
  keyUsage,
  subjectKeyIdentifier,
} from '../certificate/extensions';
import { makeCertificate } from '../certificate/makeCertificate';
import { nameOf } from '../certificate/names';
import { keyIdentifier } from '../certificate/readCsr';
import { spkiOf } from '../keys/keyTypes';
import { signingAlgorithmOf } from '../keys/signing';
import { createRevocationList } from '../revocation/createRevocationList';

const DAY_MS = 24 * 3600_000;

/** What an authority for tests is like, right or wrong. */
export interface TestAuthorityOptions {
  name: string;
  key: KeyObject;
  /** Its own root without one. */
  issuer?: TestAuthority;
  now: Date;
  /** From now; 90 by default. */
  days?: number;
  /** Before now; 1 by default, negative for a life that has not begun. */
  daysAgo?: number;
  /** Null for a certificate without basic constraints. */
  ca?: boolean | null;
  pathLength?: number;
  /** Null for a certificate without key usage. */
  keyUsage?: KeyUsage[] | null;
  extendedKeyUsage?: string[];
  serial?: Buffer;
  /** Without key identifiers. */
  withoutKeyIds?: boolean;
  /** In place of the issuer's. */
  authorityKey?: Buffer;
  sha1?: boolean;
  /** Version 1: no extension at all. */
  version1?: boolean;
  /** More extensions, in DER. */
  extensions?: Buffer[];
}

/** An authority for tests: nothing keeps it from being wrong. */
export class TestAuthority {
  /** PEM. */
  readonly certificate: string;
  readonly key: KeyObject;

  constructor(private readonly options: TestAuthorityOptions) {
    const { name, key, now, days = 90, daysAgo = 1, serial } = options;
    const signer = options.issuer ?? this;
    this.key = key;
    this.certificate = makeCertificate(
      {
        subject: nameOf({ commonName: name, organization: ['Trial'] }),
        issuer: nameOf({
          commonName: signer.name,
          organization: ['Trial'],
        }),
        serial,
        notBefore: new Date(now.getTime() - daysAgo * DAY_MS),
        notAfter: new Date(now.getTime() + days * DAY_MS),
        spki: spkiOf(key),
        extensions: options.version1 ? [] : this.extensions(),
      },
      signer.key,
      signingAlgorithmOf(signer.key, { sha1: options.sha1 }),
    );
  }

  get name(): string {
    return this.options.name;
  }

  get now(): Date {
    return this.options.now;
  }

  /** An authority below it. */
  issue(options: Omit<TestAuthorityOptions, 'issuer' | 'now'>): TestAuthority {
    return new TestAuthority({ ...options, issuer: this, now: this.now });
  }

  /** A list of revoked certificates; complete and for a year unless told otherwise. */
  list(
    options: Partial<Parameters<typeof createRevocationList>[0]> = {},
  ): string {
    return createRevocationList({
      certificate: this.certificate,
      key: this.key,
      now: new Date(this.now.getTime() - DAY_MS / 24),
      nextUpdate: new Date(this.now.getTime() + 365 * DAY_MS),
      ...options,
    });
  }

  private extensions(): Buffer[] {
    const {
      key,
      ca = true,
      pathLength,
      keyUsage: usages = ['digitalSignature', 'keyCertSign', 'cRLSign'],
      extendedKeyUsage: extended,
      withoutKeyIds,
      issuer,
      authorityKey,
      extensions = [],
    } = this.options;
    const issuerKey =
      authorityKey ?? (issuer && keyIdentifier(spkiOf(issuer.key)));
    return [
      ...(ca === null ? [] : [basicConstraints(ca, pathLength)]),
      ...(usages === null ? [] : [keyUsage(usages)]),
      ...(extended ? [extendedKeyUsage(extended)] : []),
      ...(withoutKeyIds
        ? []
        : [subjectKeyIdentifier(keyIdentifier(spkiOf(key)))]),
      ...(issuerKey && !withoutKeyIds
        ? [authorityKeyIdentifier(issuerKey)]
        : []),
      ...extensions,
    ];
  }
}
