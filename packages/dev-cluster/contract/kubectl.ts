import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { KubectlRow, kubectlRows } from './kubectlRows';

/** Which cluster the kubectl table is about, and with which programs. */
export interface KubectlOptions {
  kubeconfig: string;
  context?: string;
  /** Paths or names of kubectl programs, one column each. */
  programs: string[];
  write: (line: string) => void;
}

/** What one kubectl made of all rows. */
interface Column {
  version: string;
  rows: { title: string; failure?: string }[];
}

/** Seconds that a single kubectl command may take. */
const LIMIT = 90;

/** The programs that `MESHPORT_KUBECTL` names, separated by `:`. */
export function kubectlPrograms(environment: NodeJS.ProcessEnv): string[] {
  return (environment.MESHPORT_KUBECTL || 'kubectl').split(':').filter(Boolean);
}

/**
 * Runs what people do with kubectl and prints a markdown table with a tick or
 * a cross per row and program, then what each failed command said.
 *
 * @returns true when every row is ticked.
 * @throws Error when a program cannot be run at all.
 */
export async function runKubectlTable(
  options: KubectlOptions,
): Promise<boolean> {
  const columns: Column[] = [];
  for (const program of options.programs) {
    columns.push(await runColumn(program, options));
  }
  const { write } = options;
  write(`| command | ${columns.map(c => c.version).join(' | ')} |`);
  write(`| --- | ${columns.map(() => ':-:').join(' | ')} |`);
  columns[0].rows.forEach(({ title }, i) => {
    const marks = columns.map(c => (c.rows[i].failure ? '❌' : '✅'));
    write(`| \`${title.replaceAll('|', '\\|')}\` | ${marks.join(' | ')} |`);
  });
  write('');
  const all = columns.flatMap(column => column.rows);
  for (const { title, failure } of all) {
    if (failure) write(`FAILED ${title}: ${failure}`);
  }
  const passed = all.filter(row => !row.failure).length;
  write(`kubectl: passed ${passed} of ${all.length}`);
  return passed === all.length;
}

async function runColumn(
  program: string,
  options: KubectlOptions,
): Promise<Column> {
  const version = await clientVersion(program);
  const cache = await mkdtemp(join(tmpdir(), 'kubectl-'));
  const common = ['--kubeconfig', options.kubeconfig, '--cache-dir', cache];
  if (options.context) common.push('--context', options.context);
  const ns = `kubectl-${randomBytes(3).toString('hex')}`;
  try {
    const rows: Column['rows'] = [];
    for (const row of kubectlRows(ns)) {
      const answer = await runKubectl(program, [...row.args, ...common], row);
      rows.push({ title: row.title, failure: judge(row, answer) });
    }
    return { version, rows };
  } finally {
    await runKubectl(
      program,
      ['delete', 'namespace', ns, '--ignore-not-found', ...common],
      {},
    );
    await rm(cache, { recursive: true, force: true });
  }
}

interface KubectlAnswer {
  exit: number | null;
  output: string;
}

function judge(row: KubectlRow, answer: KubectlAnswer): string | undefined {
  const { exit, output } = answer;
  if (row.endAfter === undefined && exit !== (row.exit ?? 0)) {
    return `it ended with ${exit}: ${shorten(output)}`;
  }
  if (!row.output.test(output)) {
    return `${row.output} is not in its output: ${shorten(output)}`;
  }
  return undefined;
}

function shorten(output: string): string {
  const text = output.trim();
  return text.length > 500 ? `${text.slice(0, 500)} …` : text;
}

async function clientVersion(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [
    'version',
    '--client',
    '--output=json',
  ]).catch(error => {
    throw new Error(
      `${program} cannot be run (${error.message}); name kubectl programs in MESHPORT_KUBECTL`,
    );
  });
  return JSON.parse(stdout).clientVersion.gitVersion.replace(/-.*/, '');
}

function runKubectl(
  program: string,
  args: string[],
  { input, endAfter }: { input?: string; endAfter?: number },
): Promise<KubectlAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args);
    let output = '';
    child.stdout.on('data', chunk => (output += chunk));
    child.stderr.on('data', chunk => (output += chunk));
    const limit = setTimeout(() => child.kill(), (endAfter ?? LIMIT) * 1000);
    child.once('error', error => {
      clearTimeout(limit);
      reject(error);
    });
    child.once('close', exit => {
      clearTimeout(limit);
      resolve({ exit, output });
    });
    // A program that ends without reading its input is judged by how it ended.
    child.stdin.once('error', () => {});
    child.stdin.end(input ?? '');
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kubeconfig: { type: 'string' },
      context: { type: 'string' },
    },
  });
  if (!values.kubeconfig) throw new Error('name a cluster with --kubeconfig');
  const fine = await runKubectlTable({
    kubeconfig: values.kubeconfig,
    context: values.context,
    programs: kubectlPrograms(process.env),
    write: line => process.stdout.write(`${line}\n`),
  });
  process.exitCode = fine ? 0 : 1;
}

if (require.main === module) {
  main().catch(error => {
    process.stderr.write(`kubectl: ${error.message}\n`);
    process.exitCode = 2;
  });
}
