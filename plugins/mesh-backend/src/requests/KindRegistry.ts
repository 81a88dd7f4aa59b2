import { ConflictError, InputError } from '@backstage/errors';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';

/** The kinds of request that there are. */
export class KindRegistry {
  readonly #kinds = new Map<string, RequestKind>();

  /** Throws `ConflictError` when there is a kind of this name. */
  add(kind: RequestKind): void {
    if (this.#kinds.has(kind.name)) {
      throw new ConflictError(`there are two kinds of request ${kind.name}`);
    }
    this.#kinds.set(kind.name, kind);
  }

  list(): RequestKind[] {
    return [...this.#kinds.values()];
  }

  find(name: string): RequestKind | undefined {
    return this.#kinds.get(name);
  }

  /** Throws `InputError` that lists the kinds. */
  get(name: string): RequestKind {
    const kind = this.#kinds.get(name);
    if (!kind) {
      throw new InputError(
        `kind: there is no kind of request ${JSON.stringify(
          name.slice(0, 60),
        )}; use one of ${[...this.#kinds.keys()].join(', ')}`,
      );
    }
    return kind;
  }
}
