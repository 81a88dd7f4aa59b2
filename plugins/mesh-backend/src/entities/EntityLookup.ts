import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  CompoundEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EntitySelection, selectionOf } from './EntitySelection';

/** How long what a caller saw of an entity is used again, in milliseconds. */
const KEPT_MS = 5_000;
const MOST_KEPT = 5_000;

/** Who asks. */
export interface Caller {
  credentials: BackstageCredentials;
  /** A text that is the same only for the same token. */
  key: string;
  /** Entity reference of the user, if it is one. */
  user?: string;
}

/** An entity as far as the mesh is concerned; undefined without annotations. */
type Found = EntitySelection | undefined;

/**
 * Asks the catalog which objects belong to an entity, with the caller's own
 * credentials. The cards of a page ask for the same one at the same time, and
 * again soon, so the answer is used again for the same token for five seconds.
 */
export class EntityLookup {
  readonly #catalog: CatalogService;
  readonly #kept = new Map<string, { until: number; found: Promise<Found> }>();

  constructor(catalog: CatalogService) {
    this.#catalog = catalog;
  }

  /**
   * @throws `NotFoundError` when the caller does not see the entity,
   * `InputError` when its label selector or the reference cannot be read
   */
  async selection(ref: CompoundEntityRef, caller: Caller): Promise<Found> {
    refuseControlCharacters(ref);
    const key = `${caller.key} ${stringifyEntityRef(ref)}`;
    const kept = this.#kept.get(key);
    if (kept && Date.now() < kept.until) {
      return kept.found;
    }
    const found = this.#ask(ref, caller);
    this.#keep(key, found);
    // What failed is asked again.
    found.catch(() => {
      if (this.#kept.get(key)?.found === found) {
        this.#kept.delete(key);
      }
    });
    return found;
  }

  async #ask(ref: CompoundEntityRef, { credentials }: Caller): Promise<Found> {
    const entity = await this.#catalog.getEntityByRef(ref, { credentials });
    if (!entity) {
      throw new NotFoundError(
        `There is no entity ${stringifyEntityRef(ref)} that you may see`,
      );
    }
    return selectionOf(entity);
  }

  #keep(key: string, found: Promise<Found>) {
    this.#kept.delete(key);
    this.#kept.set(key, { until: Date.now() + KEPT_MS, found });
    for (const [oldest, { until }] of this.#kept) {
      if (this.#kept.size <= MOST_KEPT && Date.now() < until) {
        return;
      }
      this.#kept.delete(oldest);
    }
  }
}

/** The catalog answers those without a word of what is wrong. */
function refuseControlCharacters(ref: CompoundEntityRef) {
  for (const [field, text] of Object.entries(ref)) {
    // eslint-disable-next-line no-control-regex
    if (/[\u0000-\u001f\u007f]/.test(text)) {
      throw new InputError(
        `${field}: holds control characters; write the ${field} of the entity as the catalog shows it`,
      );
    }
  }
}
