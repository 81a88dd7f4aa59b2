import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Portal } from '../../support/Portal';
import { People } from '../portal';

export const NAMESPACE = 'machines';
const SECONDS = 60;

/** A request for machines, as developer and platform engineer see it. */
export class Onboarding {
  private constructor(readonly people: People, readonly id: string) {}

  static async ask(
    people: People,
    of: { name: string; istiodAddress: string; autoRegister?: boolean },
  ): Promise<Onboarding> {
    const { name, istiodAddress, autoRegister } = of;
    const { id } = await people.developer.request('/api/mesh/requests', {
      kind: 'vm-onboarding',
      reason: 'The stars come from machines.',
      parameters: {
        cluster: 'east',
        istiodAddress,
        machines: {
          name,
          namespace: NAMESPACE,
          app: 'stars',
          version: 'vm',
          network: 'net-east',
          ports: [{ name: 'http', number: 9080 }],
          probe: {
            httpGet: { path: '/', port: 9080 },
            periodSeconds: 1,
            failureThreshold: 2,
          },
          service: { kind: 'existing', name: 'stars' },
          ...(autoRegister === undefined ? {} : { autoRegister }),
        },
      },
    });
    return new Onboarding(people, id);
  }

  /** A request that somebody asked for already. */
  static of(people: People, id: string): Onboarding {
    return new Onboarding(people, id);
  }

  look(): Promise<any> {
    return this.people.developer.request(`/api/mesh/requests/${this.id}`);
  }

  /** The other person says yes to what is planned. */
  async approve(): Promise<void> {
    const { contentHash } = await this.look();
    await this.people.platform.request(
      `/api/mesh/requests/${this.id}/approve`,
      { contentHash },
    );
  }

  async step(verb: string, portal: Portal = this.people.developer) {
    await portal.request(`/api/mesh/requests/${this.id}/${verb}`, {});
  }

  async becomes(status: string, seconds = SECONDS): Promise<any> {
    return eventually(seconds, async () => {
      const now = await this.look();
      expect(now.status === status, `the request is ${status}`, {
        status: now.status,
        problem: now.problem,
        progress: now.progress,
      });
      return now;
    });
  }

  progress(): Promise<any> {
    return this.people.developer.request(
      `/api/mesh/requests/${this.id}/virtual-machines`,
    );
  }

  /** Waits until the page would show what is wished. */
  async shows(
    what: string,
    test: (progress: any) => boolean,
    seconds = SECONDS,
  ): Promise<any> {
    return eventually(seconds, async () => {
      const progress = await this.progress();
      const { steps, machines, causes, alarms, cutOff, drift } = progress;
      expect(test(progress), what, {
        steps: steps.map((one: any) => `${one.name} ${one.state}`),
        machines,
        causes,
        drift,
        alarms,
        cutOff,
      });
      return progress;
    });
  }

  /** Waits until a step is done and the next one is what is waited for. */
  async reaches(done: string, now?: string): Promise<void> {
    await this.shows(`${done} is done, ${now} is next`, ({ steps }) => {
      const state = (name: string) =>
        steps.find((one: any) => one.name === name)?.state;
      return state(done) === 'done' && (!now || state(now) === 'now');
    });
  }

  code(of: object = {}): Promise<any> {
    return this.people.developer.request(
      `/api/mesh/requests/${this.id}/enrolment-codes`,
      of,
    );
  }

  codes(): Promise<any> {
    return this.people.developer.request(
      `/api/mesh/requests/${this.id}/enrolment-codes`,
    );
  }

  /** Downloads a bundle, as a browser does. */
  async download(body: object = {}): Promise<Buffer> {
    const { url } = this.people.developer;
    const response = await this.people.developer.send(
      `/api/mesh/requests/${this.id}/vm-bundle`,
      body,
    );
    expect(response.ok, `${url} gives a bundle`, response.status);
    return Buffer.from(await response.arrayBuffer());
  }
}
