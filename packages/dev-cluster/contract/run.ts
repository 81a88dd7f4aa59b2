import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { readTopics } from './cases';
import { Connection } from './connection';
import { kubectlPrograms, runKubectlTable } from './kubectl';
import { readKubeconfig } from './kubeconfig';
import { CaseResult, runSuite, SuiteResult } from './suite';

const USAGE = `Runs the contract suite against a cluster and removes what it made.

  npm run contract -- --kubeconfig FILE [--context NAME] [--only PATTERN] [--verbose] [--record]

  --only PATTERN  only cases whose "topic: name" matches the regular expression
  --verbose       a line for each case, with its time
  --record        prints what the server answered, for writing expectations
  --kubectl       runs kubectl instead and prints a table; MESHPORT_KUBECTL
                  names the programs, separated by colons
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      kubeconfig: { type: 'string' },
      context: { type: 'string' },
      only: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      kubectl: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || !values.kubeconfig) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  if (values.kubectl) {
    const fine = await runKubectlTable({
      kubeconfig: values.kubeconfig,
      context: values.context,
      programs: kubectlPrograms(process.env),
      write,
    });
    return fine ? 0 : 1;
  }
  const endpoint = readKubeconfig(values.kubeconfig, values.context);
  const connection = new Connection(endpoint);
  try {
    const result = await runSuite({
      connection,
      topics: readTopics(join(__dirname, 'cases')),
      only: values.only ? new RegExp(values.only) : undefined,
      onResult: one => print(one, values.verbose),
      recorder: values.record ? record : undefined,
    });
    return summarise(result);
  } finally {
    connection.close();
  }
}

function print(result: CaseResult, verbose: boolean): void {
  const title = `${result.topic}: ${result.name}`;
  if (result.outcome === 'failed') {
    write(`FAILED ${title}: ${result.details.join('; ')}`);
  } else if (verbose) {
    write(`${result.outcome} ${title} (${result.milliseconds} ms)`);
  }
}

function summarise({ cases, leftBehind }: SuiteResult): number {
  const count = (outcome: CaseResult['outcome']) =>
    cases.filter(one => one.outcome === outcome).length;
  const reasons = new Map<string, number>();
  for (const { outcome, details } of cases) {
    if (outcome !== 'skipped') continue;
    reasons.set(details[0], (reasons.get(details[0]) ?? 0) + 1);
  }
  for (const [reason, number] of reasons) {
    write(`skipped ${number} cases: ${reason}`);
  }
  for (const path of leftBehind) write(`left behind ${path}`);
  const run = cases.length - count('skipped');
  write(`contract: passed ${count('passed')} of ${run}`);
  const clean = leftBehind.length === 0;
  return clean && run > 0 && count('passed') === run ? 0 : 1;
}

function record(label: string, answer: unknown): void {
  write(`--- # ${label}\n${stringify(answer, { lineWidth: 0 })}`);
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().then(
  code => {
    process.exitCode = code;
  },
  error => {
    process.stderr.write(`contract: ${error.message}\n`);
    process.exitCode = 2;
  },
);
