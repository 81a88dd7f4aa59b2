/** Objects by keys that are drawn from them, e.g. the uids of their owners. */
export class GroupIndex<T> {
  readonly #keysOf: (object: T) => string[];
  readonly #groups = new Map<string, Set<T>>();

  constructor(keysOf: (object: T) => string[]) {
    this.#keysOf = keysOf;
  }

  get(key: string): T[] {
    return [...(this.#groups.get(key) ?? [])];
  }

  add(object: T): void {
    for (const key of this.#keysOf(object)) {
      const group = this.#groups.get(key) ?? new Set();
      this.#groups.set(key, group.add(object));
    }
  }

  remove(object: T): void {
    for (const key of this.#keysOf(object)) {
      const group = this.#groups.get(key);
      group?.delete(object);
      if (group?.size === 0) {
        this.#groups.delete(key);
      }
    }
  }
}
