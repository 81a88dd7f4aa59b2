import { InputError } from '@backstage/errors';
import { TAG } from './write';

/** One element of DER as it was read. */
export interface Element {
  tag: number;
  /** What is within it. */
  contents: Buffer;
  /** All of it, with tag and length. */
  bytes: Buffer;
}

function refuse(why: string): never {
  throw new InputError(`is no well-formed DER: ${why}`);
}

function readOne(bytes: Buffer): Element {
  if (bytes.length < 2) {
    refuse('it ends too early');
  }
  const tag = bytes[0];
  if (tag % 32 === 31) {
    refuse('a tag of more than one byte');
  }
  let length = bytes[1];
  let start = 2;
  if (length === 0x80) {
    refuse('a length that is not told');
  }
  if (length > 0x80) {
    const count = length - 0x80;
    if (count > 4 || bytes.length < 2 + count) {
      refuse('a length that is too long');
    }
    length = bytes.readUIntBE(2, count);
    start += count;
  }
  if (bytes.length < start + length) {
    refuse('it ends too early');
  }
  return {
    tag,
    contents: bytes.subarray(start, start + length),
    bytes: bytes.subarray(0, start + length),
  };
}

/** The elements that follow each other in these bytes. */
export function readAll(bytes: Buffer): Element[] {
  const elements: Element[] = [];
  for (let rest = bytes; rest.length; ) {
    const one = readOne(rest);
    elements.push(one);
    rest = rest.subarray(one.bytes.length);
  }
  return elements;
}

/** The one element that these bytes are. */
export function readSingle(bytes: Buffer): Element {
  const one = readOne(bytes);
  if (one.bytes.length !== bytes.length) {
    refuse('bytes after its end');
  }
  return one;
}

/** The items of a SEQUENCE, or of another element that holds elements. */
export function itemsOf(
  one: Element | undefined,
  tag: number = TAG.sequence,
): Element[] {
  return readAll(expectTag(one, tag).contents);
}

/** The element, when it has this tag. */
export function expectTag(one: Element | undefined, tag: number): Element {
  if (one?.tag !== tag) {
    refuse(`tag ${one?.tag ?? 'none'} in place of ${tag}`);
  }
  return one;
}

/** An OBJECT IDENTIFIER in its dotted form. */
export function oidOf(one: Element | undefined): string {
  const { contents } = expectTag(one, TAG.oid);
  const parts: number[] = [];
  let part = 0;
  for (const byte of contents) {
    part = part * 128 + (byte % 128);
    if (byte < 0x80) {
      parts.push(part);
      part = 0;
    }
  }
  const [head = 0, ...rest] = parts;
  const first = Math.min(2, Math.floor(head / 40));
  return [first, head - first * 40, ...rest].join('.');
}

/** A UTCTime or GeneralizedTime of whole seconds in UTC. */
export function timeOf(one: Element | undefined): Date {
  const text = one?.contents.toString('latin1') ?? '';
  const short = one?.tag === TAG.utcTime;
  if (!short && one?.tag !== TAG.generalizedTime) {
    refuse('no time where one should be');
  }
  const match = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match?.[1].length !== (short ? 2 : 4)) {
    refuse('a time of another form');
  }
  const [year, month, day, hour, minute, second] = match!.slice(1).map(Number);
  const century = year < 50 ? 2000 : 1900;
  const date = new Date(0);
  date.setUTCFullYear(short ? century + year : year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date;
}

/** The numbers of the bits that are set in a BIT STRING, the first bit first. */
export function bitsOf(one: Element | undefined): number[] {
  const [, ...bytes] = expectTag(one, TAG.bitString).contents;
  return bytes.flatMap((byte, index) =>
    [0, 1, 2, 3, 4, 5, 6, 7]
      // eslint-disable-next-line no-bitwise
      .filter(bit => byte & (0x80 >> bit))
      .map(bit => index * 8 + bit),
  );
}
