/**
 * Quotes a value for a POSIX shell as istioctl does (pkg/util/shellescape).
 *
 * Its regular expression is written with one backslash too many, so that of all
 * letters only `w` counts as safe. Files are compared byte by byte; so do we.
 */
export function shellQuote(text: string): string {
  if (text === '') {
    return `''`;
  }
  return /[^\\w@%+=:,./-]/.test(text)
    ? `'${text.replaceAll(`'`, `'"'"'`)}'`
    : text;
}
