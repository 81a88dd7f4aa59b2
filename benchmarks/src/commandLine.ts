import { loadavg } from 'os';
import { join } from 'path';
import { parseArgs } from 'util';
import { Benchmark } from './frame/Benchmark';
import { describeMachine } from './frame/machine';
import { Measurement } from './frame/Measurement';
import { writeResults } from './frame/results';
import { tableOf } from './frame/table';

/** A command that was typed wrongly; its message says how to mend it. */
export class UsageError extends Error {}

/** What the command writes to, and where its results go. */
export interface CommandContext {
  benchmarks: ReadonlyMap<string, Benchmark>;
  resultsFolder: string;
  print(line: string): void;
  /** For what is going on, which is no part of the answer. */
  say(line: string): void;
}

/**
 * Runs one benchmark, or lists all when none is named. A run with `--quick`
 * leaves its results in `NAME.quick.json` and judges nothing; one of a single
 * part leaves none.
 *
 * @returns whether all goals are met
 * @throws `UsageError` when there is no such benchmark, part or option
 */
export async function run(
  args: string[],
  context: CommandContext,
): Promise<boolean> {
  const { name, quick, part } = readArguments(args);
  if (name === undefined) {
    listBenchmarks(context);
    return true;
  }
  const benchmark = context.benchmarks.get(name);
  if (!benchmark) {
    throw new UsageError(
      `There is no benchmark ${JSON.stringify(name)}: it is one of ${[
        ...context.benchmarks.keys(),
      ].join(', ')}.`,
    );
  }
  const before = loadavg();
  const measurements = await measure(benchmark, { quick, part }, context);
  context.print(tableOf(measurements));
  if (part === undefined) {
    await writeResults(
      context.resultsFolder,
      quick ? `${name}.quick` : name,
      measurements,
      describeMachine({ before }),
    );
  }
  const isMet = measurements.every(({ met }) => met !== false);
  if (quick) {
    context.print('Goals are judged by a run without --quick.');
  }
  return quick || isMet;
}

async function measure(
  benchmark: Benchmark,
  { quick, part }: { quick: boolean; part?: string },
  { say }: CommandContext,
): Promise<Measurement[]> {
  const { parts } = benchmark;
  if (part !== undefined && !Object.hasOwn(parts, part)) {
    throw new UsageError(
      `--part ${JSON.stringify(part)}: it is one of ${Object.keys(parts).join(
        ', ',
      )}.`,
    );
  }
  const measurements: Measurement[] = [];
  for (const each of part === undefined ? Object.keys(parts) : [part]) {
    say(`== ${each}`);
    measurements.push(...(await parts[each]({ quick, part, say })));
  }
  return measurements;
}

function readArguments(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { quick: { type: 'boolean' }, part: { type: 'string' } },
    });
    if (positionals.length > 1) {
      throw new Error(`one benchmark at a time, not ${positionals.join(', ')}`);
    }
    return {
      name: positionals[0],
      quick: values.quick ?? false,
      part: values.part,
    };
  } catch (error) {
    throw new UsageError(
      `${
        (error as Error).message
      }. Use: npm run benchmark -- NAME [--quick] [--part PART]`,
    );
  }
}

function listBenchmarks({ benchmarks, print }: CommandContext) {
  for (const [name, { summary, parts }] of benchmarks) {
    print(`${name}  ${summary} (parts: ${Object.keys(parts).join(', ')})`);
  }
}

/** Where results are kept: `benchmarks/results` of this checkout. */
export const RESULTS_FOLDER = join(__dirname, '..', 'results');
