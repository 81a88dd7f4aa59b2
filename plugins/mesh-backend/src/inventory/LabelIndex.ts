import { LabelRequirement } from '@meshport/istio';
import { KubernetesObject } from '../clusters';

type Labels = Readonly<Record<string, string>>;

/** Most values are held by one object, for which a set would be a waste. */
type Holders<T> = T | Set<T>;

/** Which objects carry which labels. An object may have several sets of labels. */
export class LabelIndex<T extends KubernetesObject> {
  readonly #labelSets: (object: T) => (Labels | undefined)[];
  readonly #keys = new Map<string, Map<string, Holders<T>>>();

  constructor(labelSets: (object: T) => (Labels | undefined)[]) {
    this.#labelSets = labelSets;
  }

  add(object: T): void {
    this.#forEachLabel(object, (key, value) => {
      let values = this.#keys.get(key);
      if (!values) {
        values = new Map();
        this.#keys.set(key, values);
      }
      const holders = values.get(value);
      if (holders instanceof Set) {
        holders.add(object);
      } else if (holders === undefined) {
        values.set(value, object);
      } else if (holders !== object) {
        values.set(value, new Set([holders, object]));
      }
    });
  }

  remove(object: T): void {
    this.#forEachLabel(object, (key, value) => {
      const values = this.#keys.get(key);
      const holders = values?.get(value);
      if (holders instanceof Set) {
        holders.delete(object);
        if (holders.size > 0) {
          return;
        }
      } else if (holders !== object) {
        return;
      }
      values!.delete(value);
      if (values!.size === 0) {
        this.#keys.delete(key);
      }
    });
  }

  /**
   * The fewest objects among which all are that meet the requirements;
   * undefined when no requirement asks for a label that must be there.
   */
  candidates(
    requirements: readonly LabelRequirement[],
  ): { size: number; objects: () => Set<T> } | undefined {
    const [fewest] = requirements
      .map(requirement => this.#groups(requirement))
      .filter(groups => groups !== undefined)
      .map(groups => ({
        groups,
        size: groups.reduce((sum, group) => sum + sizeOf(group), 0),
      }))
      .sort((a, b) => a.size - b.size);
    return fewest && { size: fewest.size, objects: () => unite(fewest.groups) };
  }

  #groups({ key, operator, values }: LabelRequirement) {
    const known = this.#keys.get(key);
    switch (operator) {
      case 'In':
        return [...new Set(values)]
          .map(value => known?.get(value))
          .filter(group => group !== undefined);
      case 'Exists':
      case 'Gt':
      case 'Lt':
        return [...(known?.values() ?? [])];
      default:
        // Without the label an object meets these too.
        return undefined;
    }
  }

  #forEachLabel(object: T, visit: (key: string, value: string) => void) {
    for (const labels of this.#labelSets(object)) {
      for (const key in labels) {
        if (Object.hasOwn(labels, key)) {
          visit(key, labels[key]);
        }
      }
    }
  }
}

function sizeOf<T>(group: Holders<T>): number {
  return group instanceof Set ? group.size : 1;
}

function unite<T>(groups: Holders<T>[]): Set<T> {
  if (groups.length === 1 && groups[0] instanceof Set) {
    return groups[0];
  }
  const all = new Set<T>();
  for (const group of groups) {
    if (group instanceof Set) {
      group.forEach(object => all.add(object));
    } else {
      all.add(group);
    }
  }
  return all;
}
