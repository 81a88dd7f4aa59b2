import { createHash, randomBytes } from 'crypto';

/** RFC 4648 base32 in lower case: no 0, 1, 8 and 9, which are mistaken for letters. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LETTERS = 28;
const GROUP = 4;

/** 140 random bits, in groups that can be typed: `abcd-efgh-…`. */
export function randomCode(): string {
  // 32 letters: the low five bits of a random byte are one of them evenly.
  const letters = [...randomBytes(LETTERS)].map(byte => ALPHABET[byte & 31]);
  return Array.from({ length: LETTERS / GROUP }, (_, group) =>
    letters.slice(group * GROUP, (group + 1) * GROUP).join(''),
  ).join('-');
}

/**
 * What is kept of a code, SHA-256 in hexadecimal. A code has as many bits as no
 * one tries through, so that a slow hash would add nothing. Capitals, dashes and
 * spaces do not matter.
 */
export function hashOfCode(code: string): string {
  const plain = code.toLowerCase().replace(/[-\s]/g, '');
  return createHash('sha256').update(plain).digest('hex');
}
