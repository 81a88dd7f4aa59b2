import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fromPlainData, GoYamlError, toGoYaml } from '@meshport/istio';
import { generateYamlData } from './generated/yamlData';
import { firstDifference } from './textDifference';
import { UsageError } from './UsageError';

const USAGE = 'npm run conformance -- go-yaml-fuzz [--count N] [--seed N]';

/** What one side makes of data. */
type Written = { text: string } | { error: string };

function byGo(program: string, data: readonly object[]): Written[] {
  const output = execFileSync(program, {
    input: data.map(one => `${JSON.stringify(one)}\n`).join(''),
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  });
  return output
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

function byMeshport(data: object): Written {
  try {
    return { text: toGoYaml(fromPlainData(data)) };
  } catch (error) {
    if (error instanceof GoYamlError) {
      return { error: error.message };
    }
    throw error;
  }
}

function differenceOf(theirs: Written, ours: Written): string | undefined {
  if ('text' in theirs && 'text' in ours) {
    return theirs.text === ours.text
      ? undefined
      : firstDifference(theirs.text, ours.text);
  }
  return 'error' in theirs && 'error' in ours
    ? undefined
    : `${JSON.stringify(theirs)} and ${JSON.stringify(ours)}`;
}

/** Builds the program with Go's module; undefined where there is no Go. */
function build(folder: string): string | undefined {
  const program = join(folder, 'goyaml');
  const { error, status, stderr } = spawnSync(
    'go',
    ['build', '-o', program, '.'],
    {
      cwd: join(__dirname, 'goYaml'),
      encoding: 'utf8',
    },
  );
  if (error) {
    return undefined;
  }
  if (status !== 0) {
    throw new Error(`The Go program cannot be built: ${stderr}`);
  }
  return program;
}

function compare(program: string, count: number, seed: number): boolean {
  const data = Array.from({ length: count }, (_, number) =>
    generateYamlData(((seed % 100_000) * 1_000_000 + number) % 2 ** 32),
  );
  let refused = 0;
  const theirs = byGo(program, data);
  const passed = data.filter((one, number) => {
    const ours = byMeshport(one);
    refused += 'error' in ours ? 1 : 0;
    const difference = differenceOf(theirs[number], ours);
    if (difference) {
      console.log(`${JSON.stringify(one)}\n  ${difference}`);
    }
    return difference === undefined;
  });
  console.log(`${refused} were refused by both sides.`);
  console.log(`go-yaml-fuzz: passed ${passed.length} of ${count}`);
  return passed.length === count;
}

/**
 * `npm run conformance -- go-yaml-fuzz …`: compares our writer of YAML with the
 * library that Istio writes with, sigs.k8s.io/yaml, on random data.
 *
 * @returns whether all was as it must be
 */
export async function goYamlFuzz(args: string[]): Promise<boolean> {
  const text = { type: 'string' } as const;
  let values: { count: string; seed: string };
  try {
    ({ values } = parseArgs({
      args,
      options: {
        count: { ...text, default: '20000' },
        seed: { ...text, default: '1' },
      },
    }));
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
  const { count, seed } = values;
  if (![count, seed].every(one => /^\d{1,9}$/.test(one))) {
    throw new UsageError(`--count and --seed are numbers.\n${USAGE}`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'meshport-go-yaml-'));
  try {
    const program = build(folder);
    if (!program) {
      console.log('skip  there is no Go on the path to build the library with');
      console.log('0 passed, 0 failed, 1 skipped');
      return true;
    }
    return compare(program, Number(count), Number(seed));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
