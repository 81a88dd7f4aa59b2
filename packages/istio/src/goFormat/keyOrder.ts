const isLetter = (rune: string) => /^\p{L}$/u.test(rune);
const isDigit = (rune: string | undefined) =>
  rune !== undefined && /^\p{Nd}$/u.test(rune);
const codeOf = (rune: string) => rune.codePointAt(0)!;

/** A run of digits as go-yaml counts it: each rune's distance from `0`. */
function numberAt(runes: string[], from: number, start: bigint) {
  let value = start;
  let end = from;
  for (; isDigit(runes[end]); end++) {
    value = BigInt.asIntN(64, value * 10n + BigInt(codeOf(runes[end]) - 48));
  }
  return { value, end };
}

/** Whether digits before a place make a zero there count (go-yaml's sorter). */
function followsNonZeroDigit(runes: string[], place: number): boolean {
  for (let i = place - 1; i >= 0 && isDigit(runes[i]); i--) {
    if (runes[i] !== '0') {
      return true;
    }
  }
  return false;
}

/**
 * The natural order in which go-yaml v2 writes the keys of a map (its
 * `keyList.Less`): `_` before letters, `A2` before `A10`. With leading zeros it
 * is no total order; there Go's own output varies from run to run.
 */
export function compareKeys(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < left.length && i < right.length; i++) {
    if (left[i] === right[i]) {
      continue;
    }
    const letters = [isLetter(left[i]), isLetter(right[i])];
    if (letters[0] && letters[1]) {
      return codeOf(left[i]) - codeOf(right[i]);
    }
    if (letters[0] || letters[1]) {
      return letters[1] ? -1 : 1;
    }
    const zero = left[i] === '0' || right[i] === '0';
    const start = zero && followsNonZeroDigit(left, i) ? 1n : 0n;
    const one = numberAt(left, i, start);
    const other = numberAt(right, i, start);
    if (one.value !== other.value) {
      return one.value < other.value ? -1 : 1;
    }
    return one.end - other.end || codeOf(left[i]) - codeOf(right[i]);
  }
  return left.length - right.length;
}
