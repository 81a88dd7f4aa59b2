/** Orders texts by their UTF-8 bytes, as Go's `sort.Strings` does. */
export function compareBytes(a: string, b: string): number {
  const left = Array.from(a, rune => rune.codePointAt(0)!);
  const right = Array.from(b, rune => rune.codePointAt(0)!);
  for (let i = 0; i < left.length && i < right.length; i++) {
    if (left[i] !== right[i]) {
      return left[i] - right[i];
    }
  }
  return left.length - right.length;
}

/** Escapes what Go's `json.Marshal` escapes beyond `JSON.stringify`. */
function escapeLikeGo(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Go's `json.Marshal` of a text or number. */
export function goJsonScalar(value: string | number): string {
  return escapeLikeGo(JSON.stringify(value));
}

/** Go's `json.Marshal` of a map of texts: keys in byte order, no blanks. */
export function goJsonOfTexts(texts: ReadonlyMap<string, string>): string {
  const pairs = [...texts]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([key, value]) => `${goJsonScalar(key)}:${goJsonScalar(value)}`);
  return `{${pairs.join(',')}}`;
}
