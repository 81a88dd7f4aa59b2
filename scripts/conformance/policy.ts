import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { askCall, CallAnswer, CallObjects, Decider } from '@meshport/istio';
import { callObjectsOf } from './policyCluster';
import { PolicyQuestion, QuestionError, readQuestion } from './policyQuestions';
import { UsageError } from './UsageError';

const USAGE = `npm run conformance -- policy --kubeconfig FILE --questions FILE.jsonl
  [--context NAME] [--istioNamespace NAME] [--revision REVISION]`;

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: {
        kubeconfig: text,
        questions: text,
        context: text,
        istioNamespace: { ...text, short: 'i', default: 'istio-system' },
        revision: { ...text, short: 'r', default: '' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

function deciderText({ kind, namespace, name, rule }: Decider): string {
  return `${kind} ${namespace}/${name}${
    rule === undefined ? '' : ` rules[${rule}]`
  }`;
}

/** An answer as a line of JSON; `null` is for what is not known. */
export function answerLine({ allowed, decidedBy, mtls, why }: CallAnswer) {
  const nobody = allowed === undefined ? null : 'default';
  return JSON.stringify({
    allowed: allowed ?? null,
    decidedBy: decidedBy.map(deciderText).join(', ') || nobody,
    mtls: mtls ?? null,
    why,
  });
}

/** The number of the port that is meant: a Service with one port needs none, and one may be named. */
function portOf(
  { services }: CallObjects,
  { to, port }: PolicyQuestion,
): number {
  if (typeof port === 'number') {
    return port;
  }
  const service = services.find(
    ({ metadata }) =>
      metadata.namespace === to.namespace && metadata.name === to.name,
  );
  const ports: any[] = service?.spec?.ports ?? [];
  const meant =
    port === undefined ? ports : ports.filter(({ name }) => name === port);
  if (service && meant.length !== 1) {
    throw new QuestionError(
      port === undefined
        ? 'port: give one, for the Service has several.'
        : `port: the Service has no port named ${port}.`,
    );
  }
  // Without the Service its port does not matter.
  return meant[0]?.port ?? 0;
}

/** Answers the question of a line. */
export async function answerTo(
  objects: CallObjects,
  line: string,
): Promise<CallAnswer> {
  const question = readQuestion(line);
  return askCall(objects, { ...question, port: portOf(objects, question) });
}

/**
 * `npm run conformance -- policy …`: answers questions about calls, a line for a
 * line. A line that is no question is answered with what is wrong with it.
 *
 * @param from - folder that relative paths start at
 * @returns whether every line was a question
 */
export async function policy(args: string[], from: string): Promise<boolean> {
  const values = parse(args);
  if (values.kubeconfig === undefined || values.questions === undefined) {
    throw new UsageError(`Give --kubeconfig and --questions.\n${USAGE}`);
  }
  let text: string;
  try {
    text = readFileSync(resolve(from, values.questions), 'utf8');
  } catch (error) {
    throw new UsageError(
      `--questions ${values.questions} cannot be read: ${
        (error as Error).message
      }`,
    );
  }
  const objects = await callObjectsOf({
    ...values,
    kubeconfig: resolve(from, values.kubeconfig),
  });
  let areQuestions = true;
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim()) {
      try {
        console.log(answerLine(await answerTo(objects, line)));
      } catch (error) {
        if (!(error instanceof QuestionError)) {
          throw error;
        }
        areQuestions = false;
        const at = `${values.questions}:${index + 1}`;
        process.stderr.write(`${at}: ${error.message}\n`);
        console.log(answerLine({ decidedBy: [], why: error.message }));
      }
    }
  }
  return areQuestions;
}
