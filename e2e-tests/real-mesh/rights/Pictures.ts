import { Portal } from '../../support/Portal';

export const COMPONENTS = ['ratings', 'newsletter'] as const;
export const CARDS = ['version', 'virtual-machines', 'policies'] as const;
export type Component = (typeof COMPONENTS)[number];
export type Card = (typeof CARDS)[number];
export type CardOf = `${Component} ${Card}`;

/** What a person is told of one cluster, its name put as `CLUSTER`. */
export interface Picture {
  /** The items of each card. */
  items: Record<CardOf, any[]>;
  /** How well the cluster is known, as each card says it. */
  freshness: Record<CardOf, { state: string; failures: any[] }>;
  /** Namespaces that are held back, by card. */
  withheld: Record<CardOf, any[]>;
  /** The kinds of `GET /health`. */
  kinds: { kind: string; state: string; count: number; failure?: any }[];
}

/** All answers of a portal at one time. */
export class Pictures {
  static async take(portal: Portal): Promise<Pictures> {
    const names = COMPONENTS.flatMap(component =>
      CARDS.map(card => [component, card] as const),
    );
    const cards = await Promise.all(
      names.map(async ([component, card]) => [
        `${component} ${card}`,
        await portal.card(component, card),
      ]),
    );
    const health = await portal.request('/api/mesh/health');
    return new Pictures(Object.fromEntries(cards), health);
  }

  private constructor(
    private readonly cards: Record<CardOf, any>,
    private readonly health: any,
  ) {}

  of(cluster: string): Picture {
    const per = (pick: (answer: any) => unknown) =>
      Object.fromEntries(
        Object.entries(this.cards).map(([name, answer]) => [
          name,
          pick(answer),
        ]),
      );
    const own = (one: any) => one.cluster === cluster;
    const picture = {
      items: per(({ items }) => items.filter(own)),
      freshness: per(({ clusters }) =>
        clusters.find(({ name }: any) => name === cluster),
      ),
      withheld: per(({ withheld }) => withheld.filter(own)),
      kinds: this.health.items.find(own)?.kinds ?? [],
    };
    return JSON.parse(
      JSON.stringify(picture).replaceAll(`"${cluster}"`, '"CLUSTER"'),
    );
  }
}
