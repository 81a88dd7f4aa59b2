import type { LabelRequirement } from './labelSelector';
import { isLabelKey, isLabelValue } from './names';

/**
 * Says where a label selector cannot be read.
 *
 * @public
 */
export class LabelSelectorError extends Error {
  /** Where in the text, counted in characters from 0. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(`${message} (at character ${position + 1} of the selector)`);
    this.name = 'LabelSelectorError';
    this.position = position;
  }
}

interface Token {
  text: string;
  position: number;
}

const SYMBOLS = ['==', '!=', '=', '!', '(', ')', ',', '<', '>'];

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    if (/\s/.test(text[position])) {
      position += 1;
      continue;
    }
    const start = position;
    const symbol = SYMBOLS.find(one => text.startsWith(one, start));
    const word = symbol ?? /^[^\s=!(),<>]+/.exec(text.slice(start))![0];
    tokens.push({ text: word, position: start });
    position += word.length;
  }
  tokens.push({ text: '', position: text.length });
  return tokens;
}

/** A reader of one selector, as Kubernetes' labels.Parse reads it. */
class SelectorReader {
  private index = 0;
  private readonly tokens: Token[];

  constructor(text: string) {
    this.tokens = tokensOf(text);
  }

  read(): LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    if (this.peek().text === '') {
      return requirements;
    }
    for (;;) {
      requirements.push(this.requirement());
      const { text, position } = this.take();
      if (text === '') {
        return requirements;
      }
      if (text !== ',') {
        throw new LabelSelectorError(
          `Expected a comma or the end, found "${text}"`,
          position,
        );
      }
    }
  }

  private peek(): Token {
    return this.tokens[this.index];
  }

  private take(): Token {
    const token = this.tokens[this.index];
    if (token.text !== '') {
      this.index += 1;
    }
    return token;
  }

  private requirement(): LabelRequirement {
    if (this.peek().text === '!') {
      this.take();
      return { key: this.key(), operator: 'DoesNotExist', values: [] };
    }
    const key = this.key();
    const next = this.peek();
    switch (next.text) {
      case '':
      case ',':
        return { key, operator: 'Exists', values: [] };
      case '=':
      case '==':
        this.take();
        return { key, operator: 'In', values: [this.value()] };
      case '!=':
        this.take();
        return { key, operator: 'NotIn', values: [this.value()] };
      case '<':
      case '>':
        this.take();
        return {
          key,
          operator: next.text === '<' ? 'Lt' : 'Gt',
          values: [this.integer()],
        };
      case 'in':
      case 'notin':
        this.take();
        return {
          key,
          operator: next.text === 'in' ? 'In' : 'NotIn',
          values: this.set(),
        };
      default:
        throw new LabelSelectorError(
          `Expected =, ==, !=, in, notin, < or > after "${key}", found "${next.text}"`,
          next.position,
        );
    }
  }

  private key(): string {
    const { text, position } = this.take();
    if (!isLabelKey(text)) {
      throw new LabelSelectorError(
        text === ''
          ? 'Expected a label key, found the end'
          : `"${text}" is not a label key`,
        position,
      );
    }
    return text;
  }

  /** A value; nothing before a comma, a bracket or the end is the empty value. */
  private value(): string {
    const next = this.peek();
    if (next.text === '' || next.text === ',' || next.text === ')') {
      return '';
    }
    this.take();
    if (!isLabelValue(next.text)) {
      throw new LabelSelectorError(
        `"${next.text}" is not a label value`,
        next.position,
      );
    }
    return next.text;
  }

  private integer(): string {
    const { text, position } = this.take();
    if (!/^[+-]?[0-9]+$/.test(text)) {
      throw new LabelSelectorError(
        `Expected a whole number after < or >, found "${text}"`,
        position,
      );
    }
    return text;
  }

  private set(): string[] {
    const open = this.take();
    if (open.text !== '(') {
      throw new LabelSelectorError(
        `Expected ( after in or notin, found "${open.text}"`,
        open.position,
      );
    }
    const values = [this.value()];
    for (;;) {
      const { text, position } = this.take();
      if (text === ')') {
        return values;
      }
      if (text !== ',') {
        throw new LabelSelectorError(
          `Expected a comma or ), found "${text}"`,
          position,
        );
      }
      values.push(this.value());
    }
  }
}

/**
 * Reads a label selector in the grammar of Kubernetes:
 * `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1,m<2`. The empty text has no
 * requirement and selects everything.
 *
 * @throws LabelSelectorError that says what is wrong and at which character.
 * @public
 */
export function parseLabelSelector(text: string): LabelRequirement[] {
  return new SelectorReader(text).read();
}
