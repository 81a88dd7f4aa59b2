import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isRecord } from './values';

/** A request as a case file writes it, before variables are filled in. */
export interface CaseRequest {
  method: string;
  path: string;
  query?: Record<string, unknown>;
  headers?: Record<string, string>;
  /** `merge`, `json`, `apply` and `strategic` name the four patch types. */
  contentType?: string;
  body?: unknown;
  as?: string;
}

/** What an answer must look like, with matchers; see `difference`. */
export interface Expectation {
  status: unknown;
  headers?: unknown;
  body?: unknown;
}

/** Sends one request and judges its answer. */
export interface RequestStep {
  request: CaseRequest;
  expect: Expectation;
  /** Variable to path in the answer's body. */
  save?: Record<string, string>;
  /** Seconds to repeat the request in until the answer is as expected. */
  within?: number;
}

/** Opens a watch, does something, and judges the events that came. */
export interface WatchStep {
  watch: Omit<CaseRequest, 'method' | 'body'>;
  during?: Step[];
  /** The body is the Status in place of events when the status is not 200. */
  expect: Expectation & {
    /** The first events, in order. */
    events?: unknown[];
  };
  /** `events` (default): until that many came; `end`: until the server ends. */
  until?: 'events' | 'end';
  /** Whether BOOKMARK events count; they are left out otherwise. */
  bookmarks?: boolean;
  /** Variable to path in the list of events. */
  save?: Record<string, string>;
}

export type Step = RequestStep | WatchStep;

/** One thing that a Kubernetes API server does. */
export interface ContractCase {
  name: string;
  steps: Step[];
  /** Steps that tidy up, whatever happened; their answers are not judged. */
  finally?: Step[];
}

/** The cases of one file, which share a namespace. */
export interface Topic {
  file: string;
  topic: string;
  /** Group-versions without which the topic is left out, `group/version`. */
  serves?: string[];
  /** Variables for shorter cases; may use `${ns}` and earlier ones. */
  let?: Record<string, string>;
  setup?: Step[];
  cases: ContractCase[];
}

const KEYS = {
  topic: ['topic', 'serves', 'let', 'setup', 'cases'],
  case: ['name', 'steps', 'finally'],
  requestStep: ['request', 'expect', 'save', 'within'],
  watchStep: ['watch', 'during', 'expect', 'until', 'bookmarks', 'save'],
  request: ['method', 'path', 'query', 'headers', 'contentType', 'body', 'as'],
  watch: ['path', 'query', 'headers', 'as'],
  expect: ['status', 'headers', 'body'],
  watchExpect: ['status', 'headers', 'body', 'events'],
};

/**
 * Reads all case files of a folder, sorted by name.
 *
 * @throws Error naming the file, the case and the key that is wrong: a
 * misspelt `expect` must never pass for a case without expectations.
 */
export function readTopics(folder: string): Topic[] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .map(file =>
      checkTopic(parse(readFileSync(join(folder, file), 'utf8')), file),
    );
}

/** Checks one parsed case file; see {@link readTopics}. */
export function checkTopic(data: unknown, file: string): Topic {
  const topic = shape(data, KEYS.topic, ['topic', 'cases'], file);
  steps(topic.setup ?? [], `${file}: setup`);
  const names = new Set<string>();
  for (const one of list(topic.cases, `${file}: cases`)) {
    const name = isRecord(one) ? String(one.name) : '';
    const where = `${file}: "${name}"`;
    const { steps: main, finally: last = [] } = shape(
      one,
      KEYS.case,
      ['name', 'steps'],
      where,
    );
    if (names.has(name)) throw new Error(`${where} is there twice`);
    names.add(name);
    if (list(main, where).length === 0)
      throw new Error(`${where} has no steps`);
    steps(main, where);
    steps(last, where);
  }
  return { ...(topic as unknown as Topic), file };
}

function steps(value: unknown, where: string): void {
  for (const [i, step] of list(value, where).entries()) {
    const at = `${where} step ${i + 1}`;
    if (isRecord(step) && 'watch' in step) {
      shape(step, KEYS.watchStep, ['watch', 'expect'], at);
      shape(step.watch, KEYS.watch, ['path'], `${at} watch`);
      shape(step.expect, KEYS.watchExpect, ['status'], `${at} expect`);
      steps(step.during ?? [], `${at} during`);
    } else {
      const { request, expect } = shape(
        step,
        KEYS.requestStep,
        ['request', 'expect'],
        at,
      );
      shape(request, KEYS.request, ['method', 'path'], `${at} request`);
      shape(expect, KEYS.expect, ['status'], `${at} expect`);
    }
  }
}

function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw new Error(`${where}: expected a list`);
  return value;
}

function shape(
  value: unknown,
  allowed: string[],
  required: string[],
  where: string,
): Record<string, unknown> {
  if (!isRecord(value)) throw new Error(`${where}: expected an object`);
  const unknown = Object.keys(value).filter(key => !allowed.includes(key));
  if (unknown.length > 0) {
    throw new Error(
      `${where}: unknown key ${unknown.join(', ')}; known are ${allowed.join(
        ', ',
      )}`,
    );
  }
  const missing = required.filter(key => value[key] === undefined);
  if (missing.length > 0) {
    throw new Error(`${where}: ${missing.join(' and ')} is missing`);
  }
  return value;
}
