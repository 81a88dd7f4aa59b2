// Runs every fast check of the repository and ends with one line of counts.
// A failed check does not keep the others from running.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addCounts,
  countsOfCheck,
  countsOfJest,
  countsOfNodeTests,
  summaryLine,
} from './test/counts.mjs';

const require = createRequire(import.meta.url);
const cli = require.resolve('@backstage/cli/bin/backstage-cli');
const transform = ['--require', '@backstage/cli/config/nodeTransform.cjs'];
const reports = mkdtempSync(join(tmpdir(), 'meshport-test-'));

function run(title, args) {
  process.stdout.write(`\n== ${title}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: 'inherit',
      env: { ...process.env, CI: 'true' },
    });
    child.on('error', reject);
    child.on('close', resolve);
  });
}

async function check(title, args) {
  return countsOfCheck((await run(title, args)) === 0);
}

/** A suite that ends badly without a failed test has failed all the same. */
function atLeastOneFailure(code, counts) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function jestTests() {
  const report = join(reports, 'jest.json');
  const code = await run('Tests of the packages', [
    cli,
    'repo',
    'test',
    '--json',
    `--outputFile=${report}`,
    '--silent',
  ]);
  return atLeastOneFailure(
    code,
    existsSync(report)
      ? countsOfJest(JSON.parse(readFileSync(report, 'utf8')))
      : countsOfCheck(false),
  );
}

async function nodeTests() {
  const report = join(reports, 'node.tap');
  const code = await run('Tests of the scripts', [
    ...transform,
    '--test',
    '--test-reporter=dot',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${report}`,
    'scripts/**/*.test.{mjs,ts}',
  ]);
  return atLeastOneFailure(
    code,
    existsSync(report)
      ? countsOfNodeTests(readFileSync(report, 'utf8'))
      : countsOfCheck(false),
  );
}

const bin = (packageName, path) =>
  join(require.resolve(`${packageName}/package.json`), '..', path);

const linted = ['scripts', 'e2e-tests'].filter(folder =>
  existsSync(join(folder, '.eslintrc.js')),
);

try {
  const counts = [
    await check('Format', [
      bin('prettier', 'bin-prettier.js'),
      '--check',
      '--loglevel=warn',
      '.',
    ]),
    await check('Lint of the packages', [cli, 'repo', 'lint']),
    await check('Lint of the scripts', [
      bin('eslint', 'bin/eslint.js'),
      '--max-warnings=0',
      '--ext=.mjs,.cjs,.js,.ts,.tsx',
      ...linted,
    ]),
    await check('Types', [
      bin('typescript', 'bin/tsc'),
      '--noEmit',
      '--incremental',
      'false',
      '--emitDeclarationOnly',
      'false',
    ]),
    await nodeTests(),
    await jestTests(),
  ].reduce(addCounts);
  process.stdout.write(`\n${summaryLine(counts)}\n`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
} finally {
  rmSync(reports, { recursive: true });
}
