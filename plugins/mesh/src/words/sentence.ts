/** The same words as a sentence: a capital first, a full stop last. */
export function asSentence(words: string): string {
  const trimmed = words.trim();
  const capital = trimmed.charAt(0).toLocaleUpperCase('en-US');
  return `${capital}${trimmed.slice(1)}${/[.!?…]$/.test(trimmed) ? '' : '.'}`;
}
