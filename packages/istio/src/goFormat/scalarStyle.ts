import { needsQuotesToStayText } from './resolvePlain';

/** How a text is written in YAML. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

const LINE_BREAK = /[\n\r\u0085\u2028\u2029]/;

/**
 * What libyaml calls not printable: among it the tab, all of C0 and C1 but the
 * line feed, the byte order mark and everything above U+FFFF.
 */
const UNPRINTABLE =
  /[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

/** Whether libyaml may write a character as it is. */
export function isPrintable(rune: string): boolean {
  return !UNPRINTABLE.test(rune);
}

/** Whether libyaml takes a character for the end of a line. */
export function isLineBreak(rune: string): boolean {
  return LINE_BREAK.test(rune);
}

function hasBlockIndicator(text: string): boolean {
  return (
    /^(---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-]([ \t]|$)/.test(text) ||
    /:([ \t]|$)/.test(text) ||
    /[ \t\n\r\u0085\u2028\u2029]#/.test(text)
  );
}

/**
 * The style that go-yaml v2 chooses for a text (`stringv`, then
 * `yaml_emitter_select_scalar_style`).
 *
 * @param isSimpleKey - whether it is the key of a map, on one line with its value
 */
export function scalarStyle(text: string, isSimpleKey: boolean): ScalarStyle {
  const special =
    UNPRINTABLE.test(text) || / [\n\r\u0085\u2028\u2029]/.test(text);
  const breaks = LINE_BREAK.test(text);
  if (text.includes('\n')) {
    return special || text.endsWith(' ') || isSimpleKey ? 'double' : 'literal';
  }
  if (special || needsQuotesToStayText(text) || (breaks && isSimpleKey)) {
    return 'double';
  }
  const outerSpace = text.startsWith(' ') || text.endsWith(' ');
  if (!breaks && !outerSpace && !hasBlockIndicator(text)) {
    return 'plain';
  }
  return /[\n\r\u0085\u2028\u2029] /.test(text) ? 'double' : 'single';
}
