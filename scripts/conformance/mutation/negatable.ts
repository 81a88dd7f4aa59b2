import ts from 'typescript';
import { HELPER, Question } from './switches';

/** A condition in the code under test. */
export interface Condition {
  file: string;
  /** Counts from 1. */
  line: number;
  /** The code with the condition negated. */
  negation: string;
}

const SWAPPED: ReadonlyMap<ts.SyntaxKind, [Question, string]> = new Map([
  [ts.SyntaxKind.AmpersandAmpersandToken, ['and', '||']],
  [ts.SyntaxKind.BarBarToken, ['or', '&&']],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ['same', '!==']],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, ['other', '===']],
]);
const ORDERED: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
]);
/** Functions of lists that ask their argument about each item. */
const ASKING: ReadonlySet<string> = new Set([
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
]);

const { factory } = ts;

/** A comparison, whose negation is counted where it stands. */
function isComparison(node: ts.Node): boolean {
  if (ts.isParenthesizedExpression(node)) {
    return isComparison(node.expression);
  }
  if (!ts.isBinaryExpression(node)) {
    return false;
  }
  const { kind } = node.operatorToken;
  const [question] = SWAPPED.get(kind) ?? [];
  return question === 'same' || question === 'other' || ORDERED.has(kind);
}

function isAsked(node: ts.Node): node is ts.ArrowFunction {
  return (
    ts.isArrowFunction(node) &&
    !ts.isBlock(node.body) &&
    ts.isCallExpression(node.parent) &&
    node.parent.arguments[0] === node &&
    ts.isPropertyAccessExpression(node.parent.expression) &&
    ASKING.has(node.parent.expression.name.text)
  );
}

/** Rewrites a file so that each of its conditions can be negated by its number. */
class Rewriter {
  readonly #source: ts.SourceFile;

  constructor(
    private readonly file: string,
    text: string,
    private readonly conditions: Condition[],
  ) {
    this.#source = ts.createSourceFile(
      file,
      text,
      ts.ScriptTarget.Latest,
      true,
    );
  }

  rewritten(): string {
    const { transformed } = ts.transform(this.#source, [
      context => root => {
        const visit = (node: ts.Node): ts.Node => this.#visit(node, context);
        return ts.visitEachChild(root, visit, context);
      },
    ]);
    return ts.createPrinter().printFile(transformed[0] as ts.SourceFile);
  }

  #visit(node: ts.Node, context: ts.TransformationContext): ts.Node {
    const visit = (one: ts.Node): ts.Node => this.#visit(one, context);
    const rest = <T extends ts.Node>(one: T): T =>
      ts.visitEachChild(one, visit, context);
    if (ts.isIfStatement(node) && !isComparison(node.expression)) {
      const id = this.#negation(node.expression);
      const { expression, thenStatement, elseStatement } = rest(node);
      return factory.createIfStatement(
        this.#ask('not', id, expression),
        thenStatement,
        elseStatement,
      );
    }
    if (ts.isConditionalExpression(node) && !isComparison(node.condition)) {
      const id = this.#negation(node.condition);
      const { condition, whenTrue, whenFalse } = rest(node);
      return factory.createConditionalExpression(
        this.#ask('not', id, condition),
        undefined,
        whenTrue,
        undefined,
        whenFalse,
      );
    }
    if (isAsked(node) && !isComparison(node.body)) {
      const id = this.#negation(node.body);
      const made = rest(node);
      return factory.createArrowFunction(
        made.modifiers,
        made.typeParameters,
        made.parameters,
        made.type,
        made.equalsGreaterThanToken,
        this.#ask('not', id, made.body as ts.Expression),
      );
    }
    return ts.isBinaryExpression(node)
      ? this.#visitBinary(node, rest)
      : rest(node);
  }

  #visitBinary(
    node: ts.BinaryExpression,
    rest: <T extends ts.Node>(one: T) => T,
  ): ts.Node {
    const { kind } = node.operatorToken;
    const [question, other] = SWAPPED.get(kind) ?? [];
    if (question) {
      const id = this.#add(
        node,
        `${this.#textOf(node.left)} ${other} ${this.#textOf(node.right)}`,
      );
      const { left, right } = rest(node);
      const isLazy = question === 'and' || question === 'or';
      return this.#ask(question, id, left, isLazy ? lazy(right) : right);
    }
    if (ORDERED.has(kind)) {
      const id = this.#negation(node);
      return this.#ask('not', id, rest(node));
    }
    return rest(node);
  }

  #textOf(node: ts.Node): string {
    return node.getText(this.#source).replace(/\s+/g, ' ');
  }

  #negation(node: ts.Node): number {
    return this.#add(node, `!(${this.#textOf(node)})`);
  }

  #add(node: ts.Node, negation: string): number {
    const start = node.getStart(this.#source);
    const { line } = this.#source.getLineAndCharacterOfPosition(start);
    const { file } = this;
    return this.conditions.push({ file, line: line + 1, negation }) - 1;
  }

  #ask(question: Question, id: number, ...values: ts.Expression[]) {
    return factory.createCallExpression(
      factory.createPropertyAccessExpression(
        factory.createIdentifier(HELPER),
        question,
      ),
      undefined,
      [factory.createNumericLiteral(id), ...values],
    );
  }
}

function lazy(value: ts.Expression): ts.ArrowFunction {
  return factory.createArrowFunction(
    undefined,
    undefined,
    [],
    undefined,
    undefined,
    factory.createParenthesizedExpression(value),
  );
}

/**
 * Rewrites a file so that its conditions can be negated while it runs, and adds
 * them to a list, whose positions are their numbers.
 */
export function negatable(
  file: string,
  text: string,
  conditions: Condition[],
): string {
  return new Rewriter(file, text, conditions).rewritten();
}
