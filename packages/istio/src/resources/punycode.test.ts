import { decodePunycode, problemWithXnLabel } from './punycode';

describe('names of other scripts', () => {
  it.each([
    ['bcher-kva', 'bücher'],
    ['mnchen-3ya', 'münchen'],
    ['wgv71a119e', '日本語'],
    ['e1afmkfd', 'пример'],
    ['fiqs8s', '中国'],
  ])('reads %s as %s', (text, expected) => {
    expect(decodePunycode(text)).toBe(expected);
  });

  it.each(['xn--bcher-kva', 'xn--wgv71a119e', 'example', 'xn'])(
    'takes %s',
    label => {
      expect(problemWithXnLabel(label)).toBeUndefined();
    },
  );

  it.each([
    ['xn--a', /stands for no name/],
    ['xn--', /stands for no name/],
    ['xn--99999999', /stands for no name/],
    ['xn--localhost-', /stands for no name/],
    // Full-width "meta".
    ['xn--mi7chax3a', /another spelling/],
  ])('refuses %s', (label, message) => {
    expect(problemWithXnLabel(label)).toMatch(message);
  });
});
