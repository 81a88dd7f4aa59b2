import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { PortalError } from '../../support/Portal';
import { Persona } from '../portal';
import { Situation } from '../situation';

/** One request, as each of the people calls the portal about it. */
export class Asking {
  constructor(private readonly situation: Situation, readonly id: string) {}

  /** Asks by the API. */
  static async by(
    situation: Situation,
    persona: Persona,
    body: object,
  ): Promise<Asking> {
    const { id } = await situation.people[persona].request(
      '/api/mesh/requests',
      body,
    );
    return new Asking(situation, id);
  }

  /** All of it, as a person sees it. */
  look(persona: Persona = 'developer'): Promise<any> {
    return this.situation.people[persona].request(
      `/api/mesh/requests/${this.id}`,
    );
  }

  /** What the cluster shows of it. */
  live(): Promise<any> {
    return this.situation.people.developer.request(
      `/api/mesh/requests/${this.id}/live`,
    );
  }

  /** Takes a step: approve, reject, retire, … */
  step(persona: Persona, verb: string, body: object = {}): Promise<any> {
    return this.situation.people[persona].request(
      `/api/mesh/requests/${this.id}/${verb}`,
      body,
    );
  }

  /** @throws When the step is not refused with this status and in these words. */
  async refuses(
    status: number,
    words: RegExp,
    ...step: Parameters<Asking['step']>
  ): Promise<void> {
    let found: unknown;
    try {
      found = await this.step(...step);
    } catch (error) {
      if (!(error instanceof PortalError)) throw error;
      if (error.status === status && words.test(error.message)) return;
      found = error.message;
    }
    expect(false, `${step[1]} is refused with ${status} and ${words}`, found);
  }

  /** Waits until it stands so; ends at once where it failed instead. */
  async becomes(status: string, seconds: number): Promise<any> {
    const request = await eventually(seconds, async () => {
      const now = await this.look();
      expect(
        [status, 'failed'].includes(now.status),
        `the request is ${status}`,
        { status: now.status, problem: now.problem, progress: now.progress },
      );
      return now;
    });
    expect(request.status === status, `the request is ${status}`, {
      status: request.status,
      problem: request.problem,
    });
    return request;
  }

  /** The types of its steps so far, with who took them. */
  async steps(): Promise<string[]> {
    const { history } = await this.look();
    return history.map(
      ({ type, actor }: any) => `${type} ${actor.entityRef ?? actor.type}`,
    );
  }
}
