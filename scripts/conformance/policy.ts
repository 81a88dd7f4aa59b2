import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { askCall, CallAnswer, CallQuestion, Decider } from '@meshport/istio';
import { callObjectsOf } from './policyCluster';
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

function nameIn(field: string, value: unknown, at: string) {
  const parts = typeof value === 'string' ? value.split('/') : [];
  if (parts.length !== 2 || !parts[0] || !parts[1]) {
    throw new UsageError(`${at}: ${field}: give NAMESPACE/NAME.`);
  }
  return { namespace: parts[0], name: parts[1] };
}

function isTexts(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(one => typeof one === 'string')
  );
}

/**
 * Reads one question.
 *
 * @param at - what an error begins with, e.g. `questions.jsonl:3`.
 */
export function readQuestion(line: string, at: string): CallQuestion {
  let question: Record<string, unknown>;
  try {
    question = JSON.parse(line);
  } catch (error) {
    throw new UsageError(`${at}: not JSON: ${(error as Error).message}`);
  }
  const { from, to, port, method, path, headers } = question ?? {};
  if (!Number.isInteger(port) || (port as number) < 1) {
    throw new UsageError(`${at}: port: give the number of the Service's port.`);
  }
  for (const [field, value] of Object.entries({ method, path })) {
    if (value !== undefined && value !== null && typeof value !== 'string') {
      throw new UsageError(`${at}: ${field}: give a text.`);
    }
  }
  if (headers !== undefined && headers !== null && !isTexts(headers)) {
    throw new UsageError(`${at}: headers: give an object of texts.`);
  }
  return {
    from: nameIn('from', from, at),
    to: nameIn('to', to, at),
    port: port as number,
    method: (method as string) || undefined,
    path: (path as string) || undefined,
    headers: (headers as Record<string, string>) ?? undefined,
  };
}

function deciderText({ kind, namespace, name, rule }: Decider): string {
  return `${kind} ${namespace}/${name}${
    rule === undefined ? '' : ` rules[${rule}]`
  }`;
}

/** An answer as a line of JSON; `null` is for what is not known. */
export function answerLine({ allowed, decidedBy, mtls, why }: CallAnswer) {
  return JSON.stringify({
    allowed: allowed ?? null,
    decidedBy: decidedBy.map(deciderText).join(', ') || 'default',
    mtls: mtls ?? null,
    why,
  });
}

/**
 * `npm run conformance -- policy …`: answers questions about calls.
 *
 * @param from - folder that relative paths start at
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
  const questions = text
    .split(/\r?\n/)
    .map((line, index) => ({ line, at: `${values.questions}:${index + 1}` }))
    .filter(({ line }) => line.trim())
    .map(({ line, at }) => readQuestion(line, at));
  const objects = await callObjectsOf({
    ...values,
    kubeconfig: resolve(from, values.kubeconfig),
  });
  for (const question of questions) {
    console.log(answerLine(await askCall(objects, question)));
  }
  return true;
}
