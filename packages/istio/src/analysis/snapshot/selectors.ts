import { Resource } from './Resource';

type Labels = Readonly<Record<string, string>>;

/** Whether labels hold every pair of a selector; an empty one selects all. */
export function selects(selector: Labels | undefined, labels: Labels): boolean {
  for (const key of Object.keys(selector ?? {})) {
    if (!Object.hasOwn(labels, key) || labels[key] !== selector![key]) {
      return false;
    }
  }
  return true;
}

/** A selector as Kubernetes writes it: pairs in the order of their keys. */
export function selectorText(selector: Labels | undefined): string {
  return Object.entries(selector ?? {})
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** Finds objects by labels without looking at all of them. */
export class LabelIndex {
  readonly #byPair = new Map<string, Resource[]>();

  constructor(private readonly resources: readonly Resource[]) {
    for (const resource of resources) {
      for (const [key, value] of Object.entries(resource.labels)) {
        const pair = `${key}=${value}`;
        const known = this.#byPair.get(pair);
        if (known) {
          known.push(resource);
        } else {
          this.#byPair.set(pair, [resource]);
        }
      }
    }
  }

  /** The objects that a selector selects, in their order. */
  select(selector: Labels | undefined): readonly Resource[] {
    return this.#candidates(selector).filter(one =>
      selects(selector, one.labels),
    );
  }

  /** Whether a selector selects any object at all. */
  any(selector: Labels | undefined): boolean {
    return this.#candidates(selector).some(one =>
      selects(selector, one.labels),
    );
  }

  #candidates(selector: Labels | undefined): readonly Resource[] {
    let fewest = this.resources;
    for (const [key, value] of Object.entries(selector ?? {})) {
      const found = this.#byPair.get(`${key}=${value}`) ?? [];
      if (found.length < fewest.length) {
        fewest = found;
      }
    }
    return fewest;
  }
}
