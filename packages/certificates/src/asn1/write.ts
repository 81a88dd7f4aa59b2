/** Tags of ASN.1 that certificates, requests and revocation lists use. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

function lengthOf(length: number): Buffer {
  if (length < 0x80) {
    return Buffer.from([length]);
  }
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return Buffer.from([0x80 + bytes.length, ...bytes]);
}

/** One element of DER: its tag, its length and its contents. */
export function element(tag: number, ...contents: Uint8Array[]): Buffer {
  const length = contents.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return Buffer.concat([Buffer.from([tag]), lengthOf(length), ...contents]);
}

/** A SEQUENCE of elements. */
export function sequence(...items: Uint8Array[]): Buffer {
  return element(TAG.sequence, ...items);
}

/** An element with a tag of its context, e.g. `[0]`, around others. */
export function context(number: number, ...items: Uint8Array[]): Buffer {
  return element(0xa0 + number, ...items);
}

/** An element with a tag of its context in place of its own. */
export function contextValue(number: number, value: Uint8Array): Buffer {
  return element(0x80 + number, value);
}

/** A positive INTEGER of big-endian bytes, or of a small number. */
export function integer(value: number | Uint8Array): Buffer {
  const bytes =
    typeof value === 'number'
      ? Buffer.from(
          value
            .toString(16)
            .padStart(2 * Math.ceil(value.toString(16).length / 2), '0'),
          'hex',
        )
      : Buffer.from(value);
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) {
    start++;
  }
  const shortest = bytes.subarray(start);
  return shortest[0] >= 0x80
    ? element(TAG.integer, Buffer.from([0]), shortest)
    : element(TAG.integer, shortest);
}

/** An OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const bytes: number[] = [];
  for (const part of [first * 40 + second, ...rest]) {
    const base128 = [part % 128];
    for (let left = Math.floor(part / 128); left > 0; ) {
      base128.unshift(0x80 + (left % 128));
      left = Math.floor(left / 128);
    }
    bytes.push(...base128);
  }
  return element(TAG.oid, Buffer.from(bytes));
}

/** A BOOLEAN that is true; false is the default wherever we write one. */
export const TRUE = element(TAG.boolean, Buffer.from([0xff]));

/** A NULL. */
export const NULL = element(TAG.null);

/** A BIT STRING of whole bytes. */
export function bitString(bytes: Uint8Array): Buffer {
  return element(TAG.bitString, Buffer.from([0]), bytes);
}

/** A BIT STRING of named bits, the first bit first, without zeros at its end. */
export function namedBits(bits: readonly number[]): Buffer {
  if (!bits.length) {
    return element(TAG.bitString, Buffer.from([0]));
  }
  const last = Math.max(...bits);
  const bytes = Buffer.alloc(Math.floor(last / 8) + 1);
  for (const bit of bits) {
    // eslint-disable-next-line no-bitwise
    bytes[Math.floor(bit / 8)] |= 0x80 >> bit % 8;
  }
  return element(TAG.bitString, Buffer.from([7 - (last % 8)]), bytes);
}

/** An OCTET STRING. */
export function octetString(bytes: Uint8Array): Buffer {
  return element(TAG.octetString, bytes);
}

/**
 * A time as RFC 5280 wants it: UTCTime from 1950 to 2049, else
 * GeneralizedTime; whole seconds, rounded down.
 */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().replace(/[-:T]|\.\d+Z$/g, '')}Z`;
  const year = date.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? element(TAG.utcTime, Buffer.from(digits.slice(2), 'latin1'))
    : element(TAG.generalizedTime, Buffer.from(digits, 'latin1'));
}
