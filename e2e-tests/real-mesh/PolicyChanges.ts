import { difference } from '../support/difference';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { Kubectl } from './Kubectl';
import { Portal } from '../support/Portal';
import { COMPONENT, Situation } from './situation';

/** What the policies card says of one policy of ours. */
interface Shown {
  name: string;
  what: string;
}

/**
 * Makes, changes and deletes policies of the component as another client of
 * the cluster does, and knows what the card must say then.
 */
export class PolicyChanges {
  #round = 0;

  constructor(
    private readonly kubectl: Kubectl,
    private readonly prefix: string,
  ) {}

  /** One policy more, one changed, and the one before that deleted. */
  async make(): Promise<void> {
    // A round that fails half-way is done again, else its deletion were missed.
    const round = this.#round + 1;
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      items: [this.#policy(round, 'made'), this.#policy(round - 1, 'changed')],
    };
    await this.kubectl.apply(list);
    await this.kubectl.run(
      ...['delete', 'authorizationpolicy', '-n', COMPONENT.namespace],
      ...[`${this.prefix}-${round - 2}`, '--ignore-not-found'],
    );
    this.#round = round;
  }

  /** @throws When the card does not say within some seconds what the cluster holds. */
  expectShown({ people }: Situation, seconds: number): Promise<void> {
    return this.expectShownBy(people.platform, seconds);
  }

  /** The same, by a portal and of one of its clusters. */
  expectShownBy(
    portal: Portal,
    seconds: number,
    cluster = 'east',
  ): Promise<void> {
    const expected = [
      { name: `${this.prefix}-${this.#round - 1}`, what: '/changed' },
      { name: `${this.prefix}-${this.#round}`, what: '/made' },
    ];
    return eventually(seconds, async () => {
      const { items } = await portal.card(COMPONENT.name, 'policies');
      const shown: Shown[] = items
        .filter((report: any) => report.cluster === cluster)
        .flatMap(({ callers }: any) => callers)
        .filter(({ decidedBy }: any) => decidedBy.name.startsWith(this.prefix))
        .map(({ decidedBy, what }: any) => ({
          name: decidedBy.name,
          what: what.join(),
        }))
        .sort((a: Shown, b: Shown) => (a.name < b.name ? -1 : 1));
      const differs = difference(expected, shown);
      expect(!differs, 'the card says what the cluster holds', differs);
    });
  }

  /** Deletes what is left. */
  async remove(): Promise<void> {
    await this.kubectl.run(
      ...['delete', 'authorizationpolicy', '-n', COMPONENT.namespace],
      ...['-l', `meshport.dev/test=${this.prefix}`],
    );
  }

  #policy(round: number, path: string): object {
    return {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: {
        name: `${this.prefix}-${round}`,
        namespace: COMPONENT.namespace,
        labels: { 'meshport.dev/test': this.prefix },
      },
      spec: {
        selector: { matchLabels: { app: COMPONENT.name } },
        action: 'DENY',
        rules: [{ to: [{ operation: { paths: [`/${path}`] } }] }],
      },
    };
  }
}
