import { readPem, pemBuffer } from './pem';
import { bitsOf, itemsOf, oidOf, readAll, readSingle, timeOf } from './read';
import {
  bitString,
  element,
  integer,
  namedBits,
  oid,
  sequence,
  TAG,
  time,
} from './write';

it.each([
  '1.2.840.113549.1.1.11',
  '2.5.29.37.0',
  '2.100.3',
  '0.9.2342.19200300.100.1.25',
  '1.3.6.1.4.1.99999.1',
])('writes and reads the object identifier %s', dotted =>
  expect(oidOf(readSingle(oid(dotted)))).toBe(dotted),
);

it.each([
  [0, '020100'],
  [127, '02017f'],
  [128, '02020080'],
  [256, '02020100'],
  [1795321180848, '020601a2017d8148'.slice(0, 4)],
])('writes %d as the shortest positive integer', (value, hex) => {
  expect(integer(value).toString('hex')).toMatch(new RegExp(`^${hex}`));
});

it.each([0, 1, 127, 128, 255, 256, 70_000])(
  'writes and reads %d bytes',
  length => {
    const one = readSingle(element(TAG.octetString, Buffer.alloc(length, 7)));
    expect(one.contents).toHaveLength(length);
  },
);

it.each([
  ['1950-01-01T00:00:00.000Z', TAG.utcTime],
  ['2049-12-31T23:59:59.000Z', TAG.utcTime],
  ['2050-01-01T00:00:00.000Z', TAG.generalizedTime],
  ['1949-12-31T23:59:59.000Z', TAG.generalizedTime],
])('writes and reads %s as RFC 5280 wants it', (iso, tag) => {
  const one = readSingle(time(new Date(iso)));
  expect(one.tag).toBe(tag);
  expect(timeOf(one).toISOString()).toBe(iso);
});

it('drops what is less than a second', () => {
  expect(
    timeOf(
      readSingle(time(new Date('2026-01-02T03:04:05.999Z'))),
    ).toISOString(),
  ).toBe('2026-01-02T03:04:05.000Z');
});

it.each([[[]], [[0]], [[5, 6]], [[0, 5, 6]], [[8]]])(
  'writes and reads the bits %p',
  bits => {
    expect(bitsOf(readSingle(namedBits(bits)))).toEqual(bits);
  },
);

it.each([
  ['nothing', ''],
  ['half a length', '3082'],
  ['more than there is', '300501'],
  ['no length', '3080'],
  ['a huge length', '3089ffffffffffffffffff'],
  ['a long tag', '1f8101'],
])('refuses %s', (_, hex) => {
  expect(() => readSingle(Buffer.from(hex, 'hex'))).toThrow(
    'is no well-formed DER',
  );
});

it('refuses bytes after the end, and another tag', () => {
  const one = sequence(bitString(Buffer.from([1])));
  expect(() => readSingle(Buffer.concat([one, one]))).toThrow(
    'bytes after its end',
  );
  expect(readAll(Buffer.concat([one, one]))).toHaveLength(2);
  expect(() => itemsOf(readSingle(one), TAG.set)).toThrow('in place of');
  expect(() => timeOf(readSingle(one))).toThrow('no time');
});

const BLOCK = (label: string) =>
  `-----BEGIN ${label}-----\nAQID\n-----END ${label}-----\n`;

it.each([0, 1, 2, 3, 47, 48, 49, 96, 500])(
  'writes %d bytes as PEM that is read again',
  length => {
    const der = Buffer.from(
      Array.from({ length }, (_, index) => (index * 37) % 256),
    );
    const pem = pemBuffer('X', der).toString();
    expect(pem.split('\n').every(line => line.length <= 64)).toBe(true);
    const base64 = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
    expect(pem).toBe(
      `-----BEGIN X-----\n${base64}${length ? '\n' : ''}-----END X-----\n`,
    );
    // A block of nothing is none, to us as to OpenSSL.
    expect(readPem(pem).blocks).toEqual([
      expect.objectContaining({ label: 'X', der: length ? der : undefined }),
    ]);
  },
);

it('passes over text between blocks, and keeps each as it is', () => {
  const file = `# one\r\n${BLOCK('A').replace(/\n/g, '\r\n')}two\n${BLOCK(
    'B',
  )}`;
  const { blocks, hiddenLines, openLines } = readPem(file);
  expect(blocks.map(({ label }) => label)).toEqual(['A', 'B']);
  expect(blocks.every(({ text }) => file.includes(text))).toBe(true);
  expect([hiddenLines, openLines]).toEqual([[], []]);
});

it.each([
  ['glued blocks', BLOCK('A').trimEnd() + BLOCK('B'), 1, [3], []],
  ['a byte order mark', `\ufeff${BLOCK('A')}`, 0, [1], []],
  ['a block without an end', '-----BEGIN A-----\nAQID\n', 0, [], [1]],
  [
    'a block that ends as another',
    '-----BEGIN A-----\nAQID\n-----END B-----\n',
    0,
    [],
    [1],
  ],
  ['a block within a block', `-----BEGIN A-----\n${BLOCK('B')}`, 1, [], [1]],
])('sees %s', (_, file, count, hidden, open) => {
  const pem = readPem(file);
  expect(pem.blocks).toHaveLength(count);
  expect(pem.hiddenLines).toEqual(hidden);
  expect(pem.openLines).toEqual(open);
});

it('tells header lines and damage', () => {
  const [block] = readPem(
    '-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\n\nAQID\n-----END A-----\n',
  ).blocks;
  expect(block.headers).toEqual(['Proc-Type: 4,ENCRYPTED']);
  expect(block.der).toEqual(Buffer.from([1, 2, 3]));
  expect(
    readPem('-----BEGIN A-----\nA$ID\n-----END A-----\n').blocks[0].der,
  ).toBeUndefined();
});
