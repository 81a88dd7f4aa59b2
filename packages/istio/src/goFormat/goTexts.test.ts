import { canonicalDuration } from './goDuration';
import { goJsonOfTexts } from './goJson';
import { shellQuote } from './shellQuote';

describe('shellQuote', () => {
  it.each([
    ['', `''`],
    ['www', 'www'],
    ['w.w/@%+=:,-\\', 'w.w/@%+=:,-\\'],
    ['80', `'80'`],
    ['true', `'true'`],
    ['*', `'*'`],
    ["it's", `'it'"'"'s'`],
    ['$(id)\n`x`', "'$(id)\n`x`'"],
  ])('quotes %j as istioctl does', (text, expected) => {
    expect(shellQuote(text)).toBe(expected);
  });
});

describe('goJsonOfTexts', () => {
  it('orders keys by bytes and escapes what Go escapes', () => {
    const texts = new Map([
      ['b', '<&>'],
      ['\uffff', '\u2028'],
      ['😀', '"\\\n'],
      ['B', 'ä'],
    ]);
    expect(goJsonOfTexts(texts)).toBe(
      '{"B":"ä","b":"\\u003c\\u0026\\u003e","\uffff":"\\u2028","😀":"\\"\\\\\\n"}',
    );
  });
});

describe('canonicalDuration', () => {
  it.each([
    ['1m30s', '90s'],
    ['0.5s', '0.500s'],
    ['1h', '3600s'],
    ['1.5h', '5400s'],
    ['100us', '0.000100s'],
    ['1ns', '0.000000001s'],
    ['-3s', '-3s'],
    ['0', '0s'],
    ['45', undefined],
    ['', undefined],
    ['1d', undefined],
    ['.s', undefined],
    ['3000000h', undefined],
  ])('makes %j %j', (text, expected) => {
    expect(canonicalDuration(text)).toBe(expected);
  });
});
