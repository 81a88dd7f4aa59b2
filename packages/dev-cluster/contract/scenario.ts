import { setTimeout as sleep } from 'node:timers/promises';
import {
  CaseRequest,
  Expectation,
  RequestStep,
  Step,
  WatchStep,
} from './cases';
import { Connection, HttpAnswer, HttpRequest } from './connection';
import { difference } from './matcher';
import { interpolate, isRecord, valueAt } from './values';
import { watchAnswer } from './watching';

const PATCH_TYPES: Record<string, string> = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
  strategic: 'application/strategic-merge-patch+json',
};

/** Milliseconds between two tries of a step with `within`. */
const RETRY = 100;

/** What a step was answered, for `--record`. */
export type Recorder = (label: string, answer: unknown) => void;

/** Hears of every request that a case sent and what became of it. */
export type Witness = (sent: HttpRequest, answer: HttpAnswer) => void;

/**
 * Runs steps one after another with one set of variables and gives back the
 * first step's differences, or none. Later steps are not run after a
 * difference, for they would only fail because of it.
 */
export class Scenario {
  readonly variables: Record<string, unknown>;
  readonly #connection: Connection;
  readonly #witness: Witness;
  readonly #recorder?: Recorder;

  constructor(options: {
    connection: Connection;
    variables: Record<string, unknown>;
    witness: Witness;
    recorder?: Recorder;
  }) {
    this.#connection = options.connection;
    this.variables = { ...options.variables };
    this.#witness = options.witness;
    this.#recorder = options.recorder;
  }

  async run(steps: Step[], where = 'step'): Promise<string[]> {
    for (const [i, step] of steps.entries()) {
      const label = `${where} ${i + 1}`;
      const found =
        'watch' in step
          ? await this.#watch(step, label)
          : await this.#request(step, label);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Sends the requests of steps that tidy up, whatever they are answered. */
  async tidy(steps: Step[]): Promise<string[]> {
    for (const step of steps) {
      if ('request' in step) await this.#send(step.request);
    }
    return [];
  }

  async #request(step: RequestStep, where: string): Promise<string[]> {
    const deadline = Date.now() + (step.within ?? 0) * 1000;
    const label = `${where} ${step.request.method} ${step.request.path}`;
    for (;;) {
      const answer = await this.#send(step.request);
      const found = this.#judge(step.expect, answer, label);
      if (found.length === 0 || Date.now() >= deadline) {
        this.#recorder?.(label, answer);
        if (found.length === 0) {
          found.push(...this.#save(step.save, answer.body, label));
        }
        return found;
      }
      await sleep(RETRY);
    }
  }

  async #watch(step: WatchStep, where: string): Promise<string[]> {
    const label = `${where} WATCH ${step.watch.path}`;
    const wanted = this.#fill({
      ...step.watch,
      method: 'GET',
      query: { watch: 'true', ...step.watch.query },
    });
    let inside: string[] = [];
    const answer = await watchAnswer(this.#connection, wanted, {
      until: step.until ?? 'events',
      count: step.expect.events?.length ?? 0,
      bookmarks: step.bookmarks === true,
      during: async () => {
        inside = await this.run(step.during ?? [], `${where} during`);
        return inside.length === 0;
      },
    });
    this.#recorder?.(label, answer);
    if (inside.length > 0) return inside;
    const { events, ...rest } = step.expect;
    const found = this.#judge(rest, answer, label);
    if (events) {
      const expected = this.#interpolate(events);
      found.push(
        ...difference(expected, answer.events, `${label}: events`),
        ...(answer.complaint ? [`${label}: ${answer.complaint}`] : []),
      );
    }
    if (found.length === 0) {
      found.push(...this.#save(step.save, answer.events, label));
    }
    return found;
  }

  #judge(expect: Expectation, answer: HttpAnswer, label: string): string[] {
    const { status, headers, body } = answer;
    const found = difference(expect.status, status, `${label}: status`);
    if (found.length > 0) {
      const message = isRecord(body) ? body.message : body;
      if (message) found.push(`${label}: it said ${JSON.stringify(message)}`);
      return found;
    }
    for (const part of ['headers', 'body'] as const) {
      if (expect[part] === undefined) continue;
      found.push(
        ...difference(
          this.#interpolate(expect[part]),
          part === 'headers' ? headers : body,
          `${label}: ${part}`,
        ),
      );
    }
    return found;
  }

  #save(
    save: Record<string, string> | undefined,
    from: unknown,
    label: string,
  ): string[] {
    return Object.entries(save ?? {}).flatMap(([name, path]) => {
      const value = valueAt(from, path);
      if (value === undefined) return [`${label}: there is no ${path} to save`];
      this.variables[name] = value;
      return [];
    });
  }

  async #send(wanted: CaseRequest): Promise<HttpAnswer> {
    const filled = this.#fill(wanted);
    const answer = await this.#connection.send(filled);
    this.#witness(filled, answer);
    return answer;
  }

  #fill({ contentType, ...wanted }: CaseRequest): HttpRequest {
    const headers = { ...wanted.headers };
    if (contentType) {
      headers['content-type'] = PATCH_TYPES[contentType] ?? contentType;
    }
    return this.#interpolate({ ...wanted, headers }) as HttpRequest;
  }

  #interpolate(value: unknown): unknown {
    return interpolate(value, this.variables);
  }
}
