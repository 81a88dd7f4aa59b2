import { Composer, CST, Document, LineCounter, Parser, Lexer } from 'yaml';

/** How much of one document is read. */
export interface YamlLimits {
  /** Nodes, each alias counted as what it stands for. */
  nodes: number;
  depth: number;
  /** Words and signs of the text. */
  lexemes: number;
}

/** Why a document is not read. */
export class YamlTrouble extends Error {
  constructor(message: string, readonly offset?: number) {
    super(message);
  }
}

/** What of a document's text was looked at. */
export interface ParsedYaml {
  document?: Document;
  lines: LineCounter;
  lexemes: number;
  trouble?: YamlTrouble;
}

/**
 * Parses the first document of a text. The parser itself knows no limits, so
 * that its work is stopped on the way.
 */
export function parseYaml(text: string, limits: YamlLimits): ParsedYaml {
  const lines = new LineCounter();
  const parser = new Parser(lines.addNewLine);
  const parsed: ParsedYaml = { lines, lexemes: 0 };
  function* tokens(): Generator<CST.Token> {
    lines.addNewLine(0);
    for (const lexeme of new Lexer().lex(text)) {
      parsed.lexemes += 1;
      if (parsed.lexemes > limits.lexemes) {
        throw new YamlTrouble(
          `it has more than ${limits.lexemes} words and signs`,
        );
      }
      for (const token of parser.next(lexeme)) {
        if (token.type === 'error') {
          throw new YamlTrouble(token.message, token.offset);
        }
        yield token;
      }
      if (parser.stack.length > limits.depth + 1) {
        throw new YamlTrouble(`it is nested deeper than ${limits.depth}`);
      }
    }
    yield* parser.end();
  }
  const composer = new Composer({
    schema: 'failsafe',
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
  });
  try {
    const [document] = composer.compose(tokens(), true, text.length);
    parsed.document = document as unknown as Document;
    const [error] = document.errors;
    if (error) {
      parsed.trouble = new YamlTrouble(error.message, error.pos[0]);
    }
  } catch (error) {
    if (!(error instanceof YamlTrouble)) {
      throw error;
    }
    parsed.trouble = error;
  }
  return parsed;
}
