const ESCAPES: Record<string, string> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** A text in quotes as Go's `%q` writes it. */
export function quoted(text: string): string {
  const escaped = [...text].map(character => {
    const code = character.codePointAt(0)!;
    if (ESCAPES[character]) {
      return ESCAPES[character];
    }
    if (code < 0x20 || code === 0x7f) {
      return `\\x${code.toString(16).padStart(2, '0')}`;
    }
    return code >= 0x80 && code < 0xa0
      ? `\\u${code.toString(16).padStart(4, '0')}`
      : character;
  });
  return `"${escaped.join('')}"`;
}

/** A number as Go's `%v` writes one with a fraction. */
export function floatText(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-4 && size < 1e21)) {
    return String(value);
  }
  return value.toExponential().replace(/e([+-])([0-9])$/, 'e$10$2');
}

/** How many bytes a text has in UTF-8, which is what Go counts. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Go's `strconv.Atoi`; undefined where it fails. */
export function atoi(text: string): number | undefined {
  return /^[+-]?[0-9]+$/.test(text) && BigInt(text.replace('+', '')) < 2n ** 63n
    ? Number(text)
    : undefined;
}
