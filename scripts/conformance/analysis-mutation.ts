import fs from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { EQUIVALENT } from './mutation/equivalent';
import { Condition, negatable } from './mutation/negatable';
import {
  EndlessError,
  install,
  observed,
  withNegated,
} from './mutation/switches';
import {
  recordedTrials,
  testsIn,
  Trial,
  webhookTrials,
} from './mutation/trials';
import { UsageError } from './UsageError';

const ROOT = join(__dirname, '../..');
const ANALYSIS = join(ROOT, 'packages/istio/src/analysis');
/** Where the analyzers are. */
const FOLDERS = ['istio', 'validation', 'kiali', 'generated', 'upgrade'];
const USAGE =
  'npm run conformance -- analysis-mutation [FOLDER[/FILE] …] [--every COUNT]';

function filesIn(path: string): string[] {
  const all = path.endsWith('.ts')
    ? [path]
    : fs.readdirSync(path).map(name => join(path, name));
  return all.filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'));
}

/** From now on these files are loaded with conditions that can be negated. */
function loadNegatable(files: readonly string[]): Condition[] {
  const conditions: Condition[] = [];
  const rewritten = new Map(
    files.map(file => [
      file,
      negatable(file, fs.readFileSync(file, 'utf8'), conditions),
    ]),
  );
  install(conditions.length);
  const read = fs.readFileSync;
  (fs as any).readFileSync = (path: any, ...more: any[]) =>
    rewritten.get(path) ?? (read as any)(path, ...more);
  for (const name of Object.keys(require.cache)) {
    if (name.startsWith(join(ROOT, 'packages/istio/'))) {
      delete require.cache[name];
    }
  }
  delete require.cache[require.resolve('./analysisGrid')];
  return conditions;
}

interface Reaching {
  trial: Trial;
  /** How many questions are too many. */
  most: number;
}

/** By condition, the trials that ask it. */
function trialsByCondition(
  trials: readonly Trial[],
  count: number,
): Reaching[][] {
  const found: Reaching[][] = Array.from({ length: count }, () => []);
  for (const trial of trials) {
    try {
      const { reached, calls } = observed(trial.run);
      reached.forEach(id => found[id].push({ trial, most: 1000 + calls * 50 }));
    } catch (error) {
      throw new Error(
        `${trial.name} fails without any change: ${(error as Error).message}`,
      );
    }
  }
  return found;
}

function isNoticed(id: number, reaching: readonly Reaching[]): boolean {
  return reaching.some(({ trial, most }) => {
    try {
      withNegated(id, most, trial.run);
      return false;
    } catch (error) {
      return error instanceof EndlessError || error instanceof Error;
    }
  });
}

function parse(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { every: { type: 'string', default: '1' } },
    });
    const every = Number(values.every);
    if (!Number.isInteger(every) || every < 1) {
      throw new Error(`--every ${values.every} is no number from 1 on`);
    }
    return { every, targets: positionals.length > 0 ? positionals : FOLDERS };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

/**
 * Negates each condition of the analyzers, one at a time, and tells which
 * negation no test notices. The code is loaded once, with a switch for each
 * condition, and only tests that ask the condition run.
 *
 * @returns whether every negation was noticed or is known to change nothing
 */
export async function analysisMutation(args: string[]): Promise<boolean> {
  const { every, targets } = parse(args);
  const files = targets.flatMap(target => {
    try {
      return filesIn(join(ANALYSIS, target));
    } catch {
      throw new UsageError(`There is no ${target} in ${ANALYSIS}.\n${USAGE}`);
    }
  });
  const conditions = loadNegatable(files);
  const trials = [
    ...testsIn(ANALYSIS),
    ...webhookTrials(),
    ...recordedTrials(),
  ];
  const reaching = trialsByCondition(trials, conditions.length);
  const counts = new Map<string, { all: number; noticed: number }>();
  let known = 0;
  let missed = 0;
  conditions.forEach(({ file, line, negation }, id) => {
    if (id % every !== 0) {
      return;
    }
    const place = relative(ANALYSIS, file);
    const [folder] = place.split('/');
    const count = counts.get(folder) ?? { all: 0, noticed: 0 };
    count.all += 1;
    counts.set(folder, count);
    if (isNoticed(id, reaching[id])) {
      count.noticed += 1;
    } else if (EQUIVALENT.has(`${place}: ${negation}`)) {
      known += 1;
    } else {
      missed += 1;
      const how = reaching[id].length > 0 ? '' : ' (no test comes here)';
      console.log(`${place}:${line}: ${negation}${how}`);
    }
  });
  for (const [folder, { all, noticed }] of counts) {
    console.log(`${folder}: noticed ${noticed} of ${all}`);
  }
  const sum = [...counts.values()].reduce((total, { all }) => total + all, 0);
  if (known > 0) {
    console.log(`${known} change nothing, as mutation/equivalent.ts says why`);
  }
  console.log(
    `analysis-mutation: passed ${sum - known - missed} of ${sum - known}`,
  );
  return missed === 0;
}
