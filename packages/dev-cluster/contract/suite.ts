import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContractCase, Topic } from './cases';
import { Cleanup } from './cleanup';
import { Connection } from './connection';
import { Recorder, Scenario } from './scenario';

/** What became of one case. */
export interface CaseResult {
  topic: string;
  name: string;
  outcome: 'passed' | 'failed' | 'skipped';
  /** Differences of a failed case, or the reason of a skipped one. */
  details: string[];
  milliseconds: number;
}

/** How to run the suite. */
export interface SuiteOptions {
  connection: Connection;
  topics: Topic[];
  /** Runs only cases of which "topic: name" matches. */
  only?: RegExp;
  onResult?: (result: CaseResult) => void;
  recorder?: Recorder;
  /** How many topics run at once. */
  parallel?: number;
}

/** What became of all cases. */
export interface SuiteResult {
  /** In the order of the files. */
  cases: CaseResult[];
  /** Paths of objects that could not be removed, each with the reason. */
  leftBehind: string[];
}

/**
 * Runs all cases and takes away what they made.
 *
 * @throws Error when the cluster cannot be reached or a namespace for the
 * cases cannot be made: then nothing can be said about any case.
 */
export async function runSuite(options: SuiteOptions): Promise<SuiteResult> {
  const waiting = options.topics
    .map(topic => ({
      ...topic,
      cases: topic.cases.filter(
        one => options.only?.test(`${topic.topic}: ${one.name}`) ?? true,
      ),
    }))
    .filter(topic => topic.cases.length > 0);
  const results = new Map<string, CaseResult[]>();
  const cleanup = new Cleanup(options.connection);
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      results.set(next.file, await runTopic(next, cleanup, options));
    }
  };
  const workers = Array.from({ length: options.parallel ?? 4 }, worker);
  // All must have ended before the cleaning, or it would miss what they make.
  const ends = await Promise.allSettled(workers);
  const leftBehind = await cleanup.run();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  const cases = [...results.entries()]
    .sort(([a], [b]) => a.localeCompare(b))
    .flatMap(([, found]) => found);
  return { cases, leftBehind };
}

async function runTopic(
  topic: Topic,
  cleanup: Cleanup,
  options: SuiteOptions,
): Promise<CaseResult[]> {
  const { connection, recorder } = options;
  const report = (result: CaseResult) => {
    options.onResult?.(result);
    return result;
  };
  const skip = (reason: string) =>
    topic.cases.map(one =>
      report({
        topic: topic.topic,
        name: one.name,
        outcome: 'skipped',
        details: [reason],
        milliseconds: 0,
      }),
    );
  for (const groupVersion of topic.serves ?? []) {
    if (!(await isServed(connection, groupVersion))) {
      return skip(`the cluster does not serve ${groupVersion}`);
    }
  }
  const ns = await makeNamespace(connection, cleanup);
  const witness = cleanup.witness;
  const setup = new Scenario({
    connection,
    variables: { ns, ...names(topic, ns) },
    witness,
  });
  const broken = await failures(() => setup.run(topic.setup ?? [], 'setup'));
  const results: CaseResult[] = [];
  for (const [i, one] of topic.cases.entries()) {
    const scenario = new Scenario({
      connection,
      variables: { ...setup.variables, name: `c${i}-${suffix()}` },
      witness,
      recorder:
        recorder &&
        ((label, answer) => recorder(`${one.name}: ${label}`, answer)),
    });
    results.push(report(await runCase(topic, one, scenario, broken)));
  }
  return results;
}

async function runCase(
  topic: Topic,
  one: ContractCase,
  scenario: Scenario,
  broken: string[],
): Promise<CaseResult> {
  const start = performance.now();
  const details = [...broken];
  if (broken.length === 0) {
    details.push(
      ...(await failures(() => scenario.run(one.steps))),
      ...(await failures(() => scenario.tidy(one.finally ?? []))),
    );
  }
  return {
    topic: topic.topic,
    name: one.name,
    outcome: details.length === 0 ? 'passed' : 'failed',
    details,
    milliseconds: Math.round(performance.now() - start),
  };
}

/**
 * Whether a group-version is in discovery. A CRD that was made a moment ago
 * gets time to appear, or its cases would be left out by chance.
 */
async function isServed(
  connection: Connection,
  groupVersion: string,
): Promise<boolean> {
  const path = `/apis/${groupVersion}`;
  for (let i = 0; i < 10; i++) {
    const { status } = await connection.send({ method: 'GET', path });
    if (status !== 404) return true;
    await sleep(200);
  }
  return false;
}

/** What a run found wrong, or the error that ended it. */
async function failures(run: () => Promise<string[]>): Promise<string[]> {
  try {
    return await run();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

async function makeNamespace(
  connection: Connection,
  cleanup: Cleanup,
): Promise<string> {
  const name = `contract-${suffix()}`;
  const path = '/api/v1/namespaces';
  const sent = { method: 'POST', path, body: { metadata: { name } } };
  const answer = await connection.send(sent);
  if (answer.status !== 201) {
    throw new Error(
      `cannot make namespace ${name}: HTTP ${answer.status} ${JSON.stringify(
        answer.body,
      )}; the suite needs an administrator's kubeconfig`,
    );
  }
  cleanup.witness(sent, answer);
  return name;
}

function names(topic: Topic, ns: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(topic.let ?? {}).map(([name, text]) => [
      name,
      text.replaceAll('${ns}', ns),
    ]),
  );
}

function suffix(): string {
  return randomBytes(3).toString('hex');
}
