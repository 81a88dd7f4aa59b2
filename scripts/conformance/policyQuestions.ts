import type { CallQuestion } from '@meshport/istio';

/** A question as a line says it: its port may be a name, or left out. */
export interface PolicyQuestion extends Omit<CallQuestion, 'port'> {
  port?: number | string;
}

/** What is wrong with a question; the others are answered all the same. */
export class QuestionError extends Error {}

function nameIn(field: string, value: unknown) {
  const { namespace, name } = (value ?? {}) as Record<string, unknown>;
  const parts =
    typeof value === 'string' ? value.trim().split('/') : [namespace, name];
  const [where, what] = parts;
  if (
    parts.length !== 2 ||
    typeof where !== 'string' ||
    typeof what !== 'string' ||
    !where ||
    !what
  ) {
    throw new QuestionError(`${field}: give NAMESPACE/NAME.`);
  }
  return { namespace: where, name: what };
}

function textIn(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw new QuestionError(`${field}: give a text.`);
  }
  return value;
}

function portIn(value: unknown): number | string | undefined {
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  const port =
    typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  const isNumber =
    typeof port === 'number' && Number.isInteger(port) && port >= 1;
  if (!(isNumber && port <= 65535) && typeof port !== 'string') {
    throw new QuestionError(
      'port: give the number or the name of the Service’s port.',
    );
  }
  return port as number | string;
}

/** The values of headers as texts; several of one header in a list are one. */
function headersIn(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const problem = new QuestionError('headers: give an object of texts.');
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw problem;
  }
  const entries = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(
    entries.map(([name, one]) => {
      const texts = [one].flat();
      if (texts.some(text => typeof text === 'object')) {
        throw problem;
      }
      return [name, texts.map(String).join(',')];
    }),
  );
}

/**
 * Reads one question.
 *
 * @throws QuestionError that names the field and the mend
 */
export function readQuestion(line: string): PolicyQuestion {
  let question: Record<string, unknown>;
  try {
    question = JSON.parse(line);
  } catch (error) {
    throw new QuestionError(`not JSON: ${(error as Error).message}`);
  }
  if (typeof question !== 'object' || question === null) {
    throw new QuestionError('give an object with from, to and port.');
  }
  const path = textIn('path', question.path);
  return {
    from: nameIn('from', question.from),
    to: nameIn('to', question.to),
    port: portIn(question.port),
    method: textIn('method', question.method),
    path: path && (/^[/*]/.test(path) ? path : `/${path}`),
    headers: headersIn(question.headers),
  };
}
