import { fromBase64, readCertificate } from './certificate';

const bytesOf = (tag: number, ...parts: number[][]) => {
  const body = parts.flat();
  return [tag, body.length, ...body];
};
/** The same with the length in two bytes more than it needs. */
const longBytesOf = (tag: number, count: number, ...parts: number[][]) => {
  const body = parts.flat();
  const length = Array(count).fill(0);
  length[count - 1] = body.length;
  return [tag, 0x80 + count, ...length, ...body];
};
const time = (text: string, tag = 0x17) =>
  bytesOf(
    tag,
    [...text].map(one => one.charCodeAt(0)),
  );
const sequence = (...parts: number[][]) => bytesOf(0x30, ...parts);
const FROM = time('260101000000Z');
const TO = time('270101000000Z');
const signedOf = (...validity: number[][]) =>
  sequence(
    bytesOf(0xa0, [2, 1, 2]),
    [2, 1, 1],
    sequence(),
    sequence(),
    sequence(...validity),
  );
const pemOf = (bytes: number[]) =>
  `-----BEGIN CERTIFICATE-----\n${btoa(
    String.fromCharCode(...bytes),
  )}\n-----END CERTIFICATE-----\n`;
const validityOf = (bytes: number[]) => {
  const read = readCertificate(pemOf(bytes));
  return (
    read && [read.notBefore.getUTCFullYear(), read.notAfter.getUTCFullYear()]
  );
};
const SIGNATURE = [sequence(), bytesOf(3)];

describe('readCertificate', () => {
  it.each<[string, number[], number[] | undefined]>([
    ['a plain one', sequence(signedOf(FROM, TO), ...SIGNATURE), [2026, 2027]],
    [
      'one without a version',
      sequence(
        sequence([2, 1, 1], sequence(), sequence(), sequence(FROM, TO)),
        ...SIGNATURE,
      ),
      [2026, 2027],
    ],
    [
      'one with long lengths',
      longBytesOf(0x30, 2, signedOf(FROM, TO), ...SIGNATURE),
      [2026, 2027],
    ],
    [
      'one with lengths of four bytes',
      longBytesOf(0x30, 4, signedOf(FROM, TO), ...SIGNATURE),
      [2026, 2027],
    ],
    [
      'one with lengths of five bytes, which nobody writes',
      longBytesOf(0x30, 5, signedOf(FROM, TO), ...SIGNATURE),
      undefined,
    ],
    [
      'one without a length',
      [0x30, 0x80, ...signedOf(FROM, TO), ...SIGNATURE.flat()],
      undefined,
    ],
    ['one whose length is cut off', [0x30, 0x84, 0, 0], undefined],
    [
      'times in whole years, and of the last century',
      sequence(
        signedOf(time('500101000000Z'), time('20490101000000Z', 0x18)),
        ...SIGNATURE,
      ),
      [1950, 2049],
    ],
    [
      'a time of another kind',
      sequence(signedOf(time('20260101000000Z', 0x0c), TO), ...SIGNATURE),
      undefined,
    ],
    [
      'a time in another form',
      sequence(signedOf(time('2601010000Z'), TO), ...SIGNATURE),
      undefined,
    ],
    ['one time only', sequence(signedOf(FROM), ...SIGNATURE), undefined],
    ['no signature', sequence(signedOf(FROM, TO)), undefined],
    [
      'something after it',
      [...sequence(signedOf(FROM, TO), ...SIGNATURE), 0],
      undefined,
    ],
    [
      'something that is no sequence',
      bytesOf(0x31, signedOf(FROM, TO), ...SIGNATURE),
      undefined,
    ],
    ['an empty sequence', sequence(), undefined],
    ['nothing', [], undefined],
  ])('reads %s', (_, bytes, years) => {
    expect(validityOf(bytes)).toEqual(years);
  });
});

describe('fromBase64', () => {
  it.each<[string, string | undefined]>([
    ['YQ==', 'a'],
    ['Y\nQ==', 'a'],
    ['YQ', undefined],
    ['Y-==', undefined],
    ['====', undefined],
    ['', ''],
  ])('reads %j', (text, bytes) => {
    expect(fromBase64(text)).toBe(bytes);
  });
});
