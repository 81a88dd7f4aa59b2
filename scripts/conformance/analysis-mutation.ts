// Negates each condition of the analyzers, one at a time, runs the tests, and
// tells which negation no test notices.
//
//   node --require @backstage/cli/config/nodeTransform.cjs \
//     scripts/conformance/analysis-mutation.ts FOLDER[/FILE] [EVERY]
//
// FOLDER is one of packages/istio/src/analysis; with EVERY only each so-manieth
// negation is tried. Nothing is written: a changed file lives in memory alone.
import fs from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { runTests } from './mutation/testRunner';

const ROOT = join(__dirname, '../../packages/istio/src/analysis');

interface Mutant {
  file: string;
  line: number;
  what: string;
  text: string;
}

const SWAPPED: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
]);

function filesIn(path: string): string[] {
  const all = path.endsWith('.ts')
    ? [path]
    : fs.readdirSync(path).map(name => join(path, name));
  return all.filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'));
}

function mutantsOf(file: string): Mutant[] {
  const text = fs.readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const add = (from: number, to: number, by: string, what: string) =>
    found.push({
      file,
      line: source.getLineAndCharacterOfPosition(from).line + 1,
      what,
      text: text.slice(0, from) + by + text.slice(to),
    });
  const negate = (condition: ts.Expression) => {
    const own = condition.getText(source);
    add(condition.getStart(source), condition.end, `!(${own})`, `!(${own})`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIfStatement(node)) {
      negate(node.expression);
    } else if (ts.isConditionalExpression(node)) {
      negate(node.condition);
    } else if (ts.isBinaryExpression(node)) {
      const other = SWAPPED.get(node.operatorToken.kind);
      if (other) {
        const { operatorToken } = node;
        const from = operatorToken.getStart(source);
        const shown = `${node.left.getText(
          source,
        )} ${other} ${node.right.getText(source)}`;
        add(from, operatorToken.end, other, shown);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Takes a module and all that was made with it out of the cache. */
function forget(file: string): void {
  const stale = new Set([file]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [name, module] of Object.entries(require.cache)) {
      const uses = module?.children.some(child => stale.has(child.id));
      if (
        !stale.has(name) &&
        uses &&
        name.startsWith(join(__dirname, '../..'))
      ) {
        stale.add(name);
        grew = true;
      }
    }
  }
  stale.delete(__filename);
  stale.forEach(name => delete require.cache[name]);
}

const read = fs.readFileSync;

function withText<T>({ file, text }: Mutant, run: () => T): T {
  (fs as any).readFileSync = (path: any, ...more: any[]) =>
    path === file ? text : (read as any)(path, ...more);
  try {
    forget(file);
    return run();
  } finally {
    fs.readFileSync = read;
    forget(file);
  }
}

const [target, every = '1'] = process.argv.slice(2);
const tests = runTests.filesFor(ROOT, target);
const unharmed = runTests(tests);
if (unharmed !== undefined) {
  throw new Error(`The tests fail without any change: ${unharmed}`);
}
const mutants = filesIn(join(ROOT, target))
  .flatMap(mutantsOf)
  .filter((_, i) => i % Number(every) === 0);
const survivors = mutants.filter(
  mutant => withText(mutant, () => runTests(tests)) === undefined,
);
for (const { file, line, what } of survivors) {
  console.log(`${relative(ROOT, file)}:${line}: ${what.replace(/\s+/g, ' ')}`);
}
console.log(
  `analysis-mutation: ${mutants.length - survivors.length} of ${
    mutants.length
  } noticed in ${target}`,
);
