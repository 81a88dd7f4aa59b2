import { InputError } from '@backstage/errors';
import { itemsOf, oidOf, readSingle } from '../asn1/read';
import { element, oid, sequence, TAG } from '../asn1/write';

/** A name as certificates carry it; each part that is given stands in it. */
export interface CertificateSubject {
  commonName?: string;
  organization?: string[];
  organizationalUnit?: string[];
  /** Two letters each. */
  country?: string[];
  province?: string[];
  /** Istio's own tool puts the cluster here. */
  locality?: string[];
}

const ATTRIBUTES: [keyof CertificateSubject, string][] = [
  ['country', '2.5.4.6'],
  ['province', '2.5.4.8'],
  ['locality', '2.5.4.7'],
  ['organization', '2.5.4.10'],
  ['organizationalUnit', '2.5.4.11'],
  ['commonName', '2.5.4.3'],
];

/** Longest values, by X.520. */
const LONGEST: Record<keyof CertificateSubject, number> = {
  commonName: 64,
  organization: 64,
  organizationalUnit: 64,
  country: 2,
  province: 128,
  locality: 128,
};

/**
 * Refuses names that an authority or Go would refuse later.
 *
 * @throws InputError with the part's name
 */
export function checkSubject(subject: CertificateSubject): void {
  const parts = ATTRIBUTES.flatMap(([part]) =>
    [subject[part] ?? []].flat().map(value => ({ part, value })),
  );
  if (!parts.length) {
    throw new InputError(
      'subject: is empty. Give at least a commonName, by which people know the authority.',
    );
  }
  for (const { part, value } of parts) {
    if (part === 'country' && !/^[A-Za-z]{2}$/.test(value)) {
      throw new InputError(
        `subject.country: ${JSON.stringify(
          value,
        )} is no code of two letters. Write GB, for instance.`,
      );
    }
    // eslint-disable-next-line no-control-regex
    if (!value.trim() || /[\u0000-\u001f\u007f]/.test(value)) {
      throw new InputError(
        `subject.${part}: ${JSON.stringify(
          value,
        )} is empty or has control characters. Correct it, or leave it out.`,
      );
    }
    if ([...value].length > LONGEST[part]) {
      throw new InputError(
        `subject.${part}: ${JSON.stringify(value)} is longer than ${
          LONGEST[part]
        } characters. Shorten it.`,
      );
    }
  }
}

/** A distinguished name in DER: from country to common name, UTF-8. */
export function nameOf(subject: CertificateSubject): Buffer {
  return sequence(
    ...ATTRIBUTES.flatMap(([part, type]) =>
      [subject[part] ?? []]
        .flat()
        .map(value =>
          element(
            TAG.set,
            sequence(
              oid(type),
              element(
                part === 'country' ? TAG.printableString : TAG.utf8String,
                Buffer.from(value, 'utf8'),
              ),
            ),
          ),
        ),
    ),
  );
}

const SHORT_NAMES: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.17': 'postalCode',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

const BMP_STRING = 0x1e;

function valueText(tag: number, contents: Buffer): string {
  const text =
    tag === BMP_STRING
      ? Buffer.from(contents).swap16().toString('utf16le')
      : contents.toString('utf8');
  // Nobody shall pass for another by a comma or a line in a name.
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\\,+\u0000-\u001f]/g, one =>
    one < ' '
      ? `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`
      : `\\${one}`,
  );
}

/** A distinguished name in one line and in its order, e.g. `C=GB, O=Shop, CN=Istio CA`. */
export function nameText(name: Buffer): string {
  return itemsOf(readSingle(name))
    .map(set =>
      itemsOf(set, TAG.set)
        .map(attribute => {
          const [type, value] = itemsOf(attribute);
          const id = oidOf(type);
          return `${SHORT_NAMES[id] ?? id}=${valueText(
            value.tag,
            value.contents,
          )}`;
        })
        .join(' + '),
    )
    .join(', ');
}
