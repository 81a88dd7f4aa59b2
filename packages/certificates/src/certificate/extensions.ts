import {
  context,
  contextValue,
  integer,
  namedBits,
  octetString,
  oid,
  sequence,
  TRUE,
} from '../asn1/write';

/** Object identifiers of extensions. */
export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** Key usages by the number of their bit. */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

/** One of the key usages. */
export type KeyUsage = (typeof KEY_USAGES)[number];

/** Extended key usages that matter to a mesh, by their object identifiers. */
export const EXTENDED_KEY_USAGES: Record<string, string> = {
  '2.5.29.37.0': 'any',
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
};

/** An extension in DER. */
export function extension(
  id: string,
  value: Buffer,
  { critical = false }: { critical?: boolean } = {},
): Buffer {
  return sequence(oid(id), ...(critical ? [TRUE] : []), octetString(value));
}

/** Basic constraints, critical, as RFC 5280 wants them in an authority. */
export function basicConstraints(ca: boolean, pathLength?: number): Buffer {
  return extension(
    EXTENSION.basicConstraints,
    sequence(
      ...(ca ? [TRUE] : []),
      ...(ca && pathLength !== undefined ? [integer(pathLength)] : []),
    ),
    { critical: true },
  );
}

/** Key usage, critical. */
export function keyUsage(usages: readonly KeyUsage[]): Buffer {
  return extension(
    EXTENSION.keyUsage,
    namedBits(usages.map(one => KEY_USAGES.indexOf(one))),
    { critical: true },
  );
}

/** Extended key usage by names or object identifiers. */
export function extendedKeyUsage(usages: readonly string[]): Buffer {
  return extension(
    EXTENSION.extendedKeyUsage,
    sequence(
      ...usages.map(usage =>
        oid(
          Object.keys(EXTENDED_KEY_USAGES).find(
            id => EXTENDED_KEY_USAGES[id] === usage,
          ) ?? usage,
        ),
      ),
    ),
  );
}

/** The subject's key identifier. */
export function subjectKeyIdentifier(keyId: Buffer): Buffer {
  return extension(EXTENSION.subjectKeyIdentifier, octetString(keyId));
}

/** The issuer's key identifier. */
export function authorityKeyIdentifier(keyId: Buffer): Buffer {
  return extension(
    EXTENSION.authorityKeyIdentifier,
    sequence(contextValue(0, keyId)),
  );
}

/** Alternative names; critical where there is no subject beside them. */
export function subjectAltName(
  { dns = [], uri = [] }: { dns?: readonly string[]; uri?: readonly string[] },
  options: { critical?: boolean } = {},
): Buffer {
  return extension(
    EXTENSION.subjectAltName,
    sequence(
      ...dns.map(name => contextValue(2, Buffer.from(name, 'latin1'))),
      ...uri.map(name => contextValue(6, Buffer.from(name, 'latin1'))),
    ),
    options,
  );
}

/** The `[3]` of extensions in a certificate. */
export function extensionsField(extensions: readonly Buffer[]): Buffer {
  return context(3, sequence(...extensions));
}
