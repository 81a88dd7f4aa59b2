interface Metadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
}

interface Identified {
  metadata: Metadata;
}

/** What a store tells of an object; see `StoreChange`. */
interface Change {
  type: 'added' | 'changed' | 'removed';
  object: Identified;
  previous?: Identified;
}

const GONE = 'gone';

function stateOf({ metadata }: Identified): string {
  return `${metadata.uid}@${metadata.resourceVersion}`;
}

function keyOf({ metadata }: Identified): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/**
 * Compares what a server did to the objects of one kind with what a store told
 * of it, object by object.
 */
export class ChangeHistory {
  readonly #done = new Map<string, string[]>();
  readonly #told = new Map<string, string[]>();
  readonly #faults: string[] = [];

  /** The server stored this object. Told twice it counts once. */
  wrote(object: object): void {
    const stored = object as Identified;
    this.#append(this.#done, keyOf(stored), stateOf(stored));
  }

  /** The server deleted this object. */
  deleted(namespace: string, name: string): void {
    this.#append(this.#done, `${namespace}/${name}`, GONE);
  }

  /** The store told of a change. */
  heard({ type, object, previous }: Change): void {
    const key = keyOf(object);
    const told = this.#told.get(key) ?? [];
    this.#told.set(key, told);
    const last = told.at(-1) ?? GONE;
    const state = type === 'removed' ? GONE : stateOf(object);
    const before = previous ? stateOf(previous) : GONE;
    if (before !== last) {
      this.#faults.push(`${key}: ${type} tells ${before} after ${last}`);
    }
    if (state === last) {
      this.#faults.push(`${key}: ${state} is told twice`);
    }
    if ((type === 'added') !== (last === GONE)) {
      this.#faults.push(`${key}: ${type} after ${last}`);
    }
    if (type === 'changed' && previous?.metadata.uid !== object.metadata.uid) {
      this.#faults.push(`${key}: changed, though it is another object`);
    }
    told.push(state);
  }

  /** How many changes were told. */
  get length(): number {
    return [...this.#told.values()].reduce((sum, one) => sum + one.length, 0);
  }

  /** What was told in the wrong order, twice, or though it never happened. */
  orderFaults(): string[] {
    const faults = [...this.#faults];
    for (const [key, told] of this.#told) {
      const done = this.#done.get(key) ?? [];
      let from = 0;
      for (const state of told) {
        const at = done.indexOf(state, from);
        if (at < 0) {
          faults.push(`${key}: ${state} is told, but was not then`);
          break;
        }
        from = at + 1;
      }
    }
    return faults;
  }

  /** Where not every single change was told. */
  omissions(): string[] {
    return [...this.#done]
      .filter(
        ([key, done]) => done.join() !== (this.#told.get(key) ?? []).join(),
      )
      .map(([key, done]) => `${key}: ${done} but ${this.#told.get(key)}`);
  }

  #append(map: Map<string, string[]>, key: string, state: string) {
    const states = map.get(key) ?? [];
    map.set(key, states);
    if ((states.at(-1) ?? GONE) !== state) {
      states.push(state);
    }
  }
}
