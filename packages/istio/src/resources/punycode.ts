const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;

function adapted(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / DAMP) : Math.floor(delta / 2);
  rest += Math.floor(rest / points);
  let k = 0;
  while (rest > ((BASE - T_MIN) * T_MAX) / 2) {
    rest = Math.floor(rest / (BASE - T_MIN));
    k += BASE;
  }
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

function digitOf(character: string | undefined): number {
  const digit = parseInt(character ?? '', 36);
  // Letters are 0 to 25, digits 26 to 35.
  return digit >= 10 ? digit - 10 : digit + 26;
}

/**
 * Reads what follows `xn--` in a part of a host name (RFC 3492); undefined when
 * it stands for no text.
 *
 * @public
 */
export function decodePunycode(text: string): string | undefined {
  const dash = text.lastIndexOf('-');
  const points = [...text.slice(0, Math.max(dash, 0))].map(
    one => one.codePointAt(0)!,
  );
  let [point, index, bias] = [128, 0, 72];
  for (let at = dash + 1; at < text.length; ) {
    const before = index;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(text[at]);
      at += 1;
      if (Number.isNaN(digit)) {
        return undefined;
      }
      index += digit * weight;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) {
        break;
      }
      weight *= BASE - threshold;
    }
    const length = points.length + 1;
    bias = adapted(index - before, length, before === 0);
    point += Math.floor(index / length);
    index %= length;
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
      return undefined;
    }
    points.splice(index, 0, point);
    index += 1;
  }
  return String.fromCodePoint(...points);
}

/**
 * Why a part of a host name that begins with `xn--` is none; undefined when it
 * is, or does not so begin: it must stand for a text of another script, and for
 * one that is not merely another spelling (full-width letters, say).
 *
 * @public
 */
export function problemWithXnLabel(label: string): string | undefined {
  if (!label.startsWith('xn--')) {
    return undefined;
  }
  const text = decodePunycode(label.slice(4));
  if (text === undefined || !/[^\p{C}\p{ASCII}]/u.test(text)) {
    return `${label} stands for no name. Check its xn-- form.`;
  }
  return text.normalize('NFKC').toLowerCase() === text
    ? undefined
    : `${label} is another spelling of a name. Give its usual xn-- form.`;
}
