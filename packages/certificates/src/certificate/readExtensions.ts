import {
  bitsOf,
  Element,
  itemsOf,
  oidOf,
  readAll,
  readSingle,
} from '../asn1/read';
import { TAG } from '../asn1/write';
import {
  EXTENDED_KEY_USAGES,
  EXTENSION,
  KEY_USAGES,
  KeyUsage,
} from './extensions';

/** An extension as it stands in a certificate or a revocation list. */
export interface ReadExtension {
  critical: boolean;
  value: Buffer;
}

/** Extensions by their object identifiers. */
export function extensionsOf(
  field: Element | undefined,
): Map<string, ReadExtension> {
  if (!field) {
    return new Map();
  }
  return new Map(
    itemsOf(readSingle(field.contents)).map(one => {
      const items = itemsOf(one);
      const [id, second] = items;
      return [
        oidOf(id),
        {
          critical: second.tag === TAG.boolean && second.contents[0] !== 0,
          value: items[items.length - 1].contents,
        },
      ];
    }),
  );
}

/** The key identifier of an authority key identifier extension, in hex. */
export function authorityKeyOf(
  extensions: Map<string, ReadExtension>,
): string | undefined {
  const found = extensions.get(EXTENSION.authorityKeyIdentifier);
  return (
    found &&
    itemsOf(readSingle(found.value))
      .find(({ tag }) => tag === 0x80)
      ?.contents.toString('hex')
  );
}

type Extensions = Map<string, ReadExtension>;

/** CA and path length; undefined where there are no basic constraints. */
export function basicConstraintsOf(
  extensions: Extensions,
): { ca: boolean; pathLength?: number } | undefined {
  const found = extensions.get(EXTENSION.basicConstraints);
  if (!found) {
    return undefined;
  }
  const items = itemsOf(readSingle(found.value));
  const length = items.find(({ tag }) => tag === TAG.integer);
  return {
    ca: items[0]?.tag === TAG.boolean && items[0].contents[0] !== 0,
    ...(length && {
      pathLength: length.contents.readUIntBE(
        0,
        Math.min(6, length.contents.length),
      ),
    }),
  };
}

/** Undefined where the certificate does not limit it. */
export function keyUsageOf(extensions: Extensions): KeyUsage[] | undefined {
  const found = extensions.get(EXTENSION.keyUsage);
  return (
    found &&
    bitsOf(readSingle(found.value))
      .map(bit => KEY_USAGES[bit])
      .filter(Boolean)
  );
}

/** By their names, or object identifiers; undefined where there is no limit. */
export function extendedKeyUsageOf(
  extensions: Extensions,
): string[] | undefined {
  const found = extensions.get(EXTENSION.extendedKeyUsage);
  return (
    found &&
    itemsOf(readSingle(found.value)).map(one => {
      const id = oidOf(one);
      return EXTENDED_KEY_USAGES[id] ?? id;
    })
  );
}

/** Where lists of the issuer for all certificates and reasons lie; URIs. */
export function crlDistributionPointsOf(extensions: Extensions): string[] {
  const found = extensions.get(EXTENSION.crlDistributionPoints);
  if (!found) {
    return [];
  }
  return itemsOf(readSingle(found.value)).flatMap(point => {
    const [name, ...limits] = itemsOf(point);
    const fullName = name?.tag === 0xa0 && readAll(name.contents)[0];
    return fullName && fullName.tag === 0xa0 && !limits.length
      ? readAll(fullName.contents)
          .filter(({ tag }) => tag === 0x86)
          .map(({ contents }) => contents.toString('latin1'))
      : [];
  });
}

/** The subject's key identifier, in hex. */
export function subjectKeyOf(extensions: Extensions): string | undefined {
  const found = extensions.get(EXTENSION.subjectKeyIdentifier);
  return found && readSingle(found.value).contents.toString('hex');
}
