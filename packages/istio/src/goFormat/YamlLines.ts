import { isLineBreak, isPrintable, ScalarStyle } from './scalarStyle';

const WIDTH = 80;
const STEP = 2;

const ESCAPES: Record<string, string> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

function escaped(rune: string): string {
  const code = rune.codePointAt(0)!;
  const hex = code.toString(16).toUpperCase();
  if (ESCAPES[rune]) {
    return `\\${ESCAPES[rune]}`;
  }
  if (code <= 0xff) {
    return `\\x${hex.padStart(2, '0')}`;
  }
  return code <= 0xffff
    ? `\\u${hex.padStart(4, '0')}`
    : `\\U${hex.padStart(8, '0')}`;
}

/**
 * The text that an emitter of YAML has written so far, with what libyaml keeps
 * in mind about it: the column, and whether the line holds only indentation.
 * The methods follow go-yaml v2's emitterc.go.
 */
export class YamlLines {
  /** Columns of the block that is being written; -1 before the first. */
  indent = -1;
  private text = '';
  private column = 0;
  private whitespace = true;
  private indention = true;

  /** Whether the line so far is indentation and indicators alone. */
  get isIndented(): boolean {
    return this.indention;
  }

  toString(): string {
    return this.text;
  }

  /** The indent of a block inside this one. */
  deeper(): number {
    return this.indent < 0 ? 0 : this.indent + STEP;
  }

  /** The indent of the further lines of a text. */
  insideScalar(): number {
    return Math.max(this.indent, 0) + STEP;
  }

  writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (
      !this.indention ||
      this.column > indent ||
      (this.column === indent && !this.whitespace)
    ) {
      this.put('\n');
    }
    while (this.column < indent) {
      this.put(' ');
    }
    this.whitespace = true;
    this.indention = true;
  }

  writeIndicator(
    indicator: string,
    is: { spaced?: boolean; whitespace?: boolean; indention?: boolean } = {},
  ): void {
    if (is.spaced && !this.whitespace) {
      this.put(' ');
    }
    Array.from(indicator).forEach(rune => this.put(rune));
    this.whitespace = Boolean(is.whitespace);
    this.indention = this.indention && Boolean(is.indention);
  }

  writeScalar(value: string, style: ScalarStyle, mayFold: boolean): void {
    const runes = Array.from(value);
    if (style === 'plain') {
      this.writeIndicator('', { spaced: true });
      this.writeFlow(runes, mayFold, style);
    } else if (style === 'single') {
      this.writeIndicator(`'`, { spaced: true });
      this.writeFlow(runes, mayFold, style);
      this.writeIndicator(`'`);
    } else if (style === 'double') {
      this.writeIndicator('"', { spaced: true });
      this.writeDouble(runes, mayFold);
      this.writeIndicator('"');
    } else {
      this.writeLiteral(runes);
      return;
    }
    this.whitespace = false;
    this.indention = false;
  }

  private put(rune: string): void {
    this.text += rune;
    this.column = isLineBreak(rune) ? 0 : this.column + 1;
  }

  /** A plain or single-quoted text, which may be folded at single spaces. */
  private writeFlow(
    runes: string[],
    mayFold: boolean,
    style: 'plain' | 'single',
  ): void {
    const inner = (i: number) =>
      style === 'plain' || (i > 0 && i < runes.length - 1);
    let spaces = false;
    let breaks = false;
    runes.forEach((rune, i) => {
      if (rune === ' ') {
        const folds = mayFold && !spaces && this.column > WIDTH && inner(i);
        if (folds && runes[i + 1] !== ' ') {
          this.writeIndent();
        } else {
          this.put(rune);
        }
        spaces = true;
        return;
      }
      if (isLineBreak(rune)) {
        this.put(rune);
        this.indention = true;
        breaks = true;
        return;
      }
      if (breaks) {
        this.writeIndent();
      }
      if (rune === `'` && style === 'single') {
        this.put(rune);
      }
      this.put(rune);
      this.indention = false;
      spaces = false;
      breaks = false;
    });
  }

  private writeDouble(runes: string[], mayFold: boolean): void {
    // libyaml looks for a byte order mark at the start of the text, wherever it is.
    const escapesAll = runes[0] === '\ufeff';
    let spaces = false;
    runes.forEach((rune, i) => {
      if (
        escapesAll ||
        !isPrintable(rune) ||
        isLineBreak(rune) ||
        rune === '"' ||
        rune === '\\'
      ) {
        Array.from(escaped(rune)).forEach(one => this.put(one));
        spaces = false;
        return;
      }
      const inner = i > 0 && i < runes.length - 1;
      if (rune === ' ' && mayFold && !spaces && this.column > WIDTH && inner) {
        this.writeIndent();
        if (runes[i + 1] === ' ') {
          this.put('\\');
        }
      } else {
        this.put(rune);
      }
      spaces = rune === ' ';
    });
  }

  private writeLiteral(runes: string[]): void {
    const last = runes.length - 1;
    let chomping = '';
    if (!isLineBreak(runes[last])) {
      chomping = '-';
    } else if (last === 0 || isLineBreak(runes[last - 1])) {
      chomping = '+';
    }
    this.writeIndicator('|', { spaced: true });
    if (runes[0] === ' ' || isLineBreak(runes[0])) {
      this.writeIndicator(String(STEP));
    }
    this.writeIndicator(chomping);
    this.put('\n');
    this.indention = true;
    this.whitespace = true;
    let breaks = true;
    for (const rune of runes) {
      if (isLineBreak(rune)) {
        this.put(rune);
        this.indention = true;
        breaks = true;
      } else {
        if (breaks) {
          this.writeIndent();
        }
        this.put(rune);
        this.indention = false;
        breaks = false;
      }
    }
  }
}
