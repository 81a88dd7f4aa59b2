import { AuthService } from '@backstage/backend-plugin-api';
import {
  Entity,
  RELATION_CHILD_OF,
  RELATION_MEMBER_OF,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';

/** Deepest nesting of groups that is followed. */
const MAX_GENERATIONS = 10;

/** Who there is and who belongs where, needing nobody's token. */
export interface PeopleDirectory {
  /** Whether an entity exists now. */
  exists(entityRef: string): Promise<boolean>;
  /** The groups of a user now, with the groups that those are part of; empty for a user who does not exist. */
  groupsOf(userRef: string): Promise<string[]>;
  /** Entity reference of who owns an entity; undefined when there is no owner or no entity. */
  ownerOf(entityRef: string): Promise<string | undefined>;
}

/**
 * Asks the catalog as the plugin itself. Throws `ServiceUnavailableError` when
 * the catalog does not answer, so that nothing is concluded from silence.
 */
export class CatalogPeopleDirectory implements PeopleDirectory {
  readonly #catalog: Pick<
    CatalogService,
    'getEntityByRef' | 'getEntitiesByRefs'
  >;
  readonly #auth: Pick<AuthService, 'getOwnServiceCredentials'>;

  constructor(options: {
    catalog: Pick<CatalogService, 'getEntityByRef' | 'getEntitiesByRefs'>;
    auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
  }

  async exists(entityRef: string): Promise<boolean> {
    return (await this.#find([entityRef])).length > 0;
  }

  async groupsOf(userRef: string): Promise<string[]> {
    const groups = new Set<string>();
    const [user] = await this.#find([userRef]);
    let next = user ? targetsOf(user, RELATION_MEMBER_OF) : [];
    for (let depth = 0; next.length && depth < MAX_GENERATIONS; depth += 1) {
      next.forEach(ref => groups.add(ref));
      const entities = await this.#find(next);
      next = entities
        .flatMap(group => targetsOf(group, RELATION_CHILD_OF))
        .filter(ref => !groups.has(ref));
    }
    return [...groups];
  }

  async ownerOf(entityRef: string): Promise<string | undefined> {
    const [entity] = await this.#find([entityRef]);
    return entity && targetsOf(entity, RELATION_OWNED_BY)[0];
  }

  async #find(entityRefs: string[]): Promise<Entity[]> {
    try {
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs },
        { credentials: await this.#auth.getOwnServiceCredentials() },
      );
      return items.filter(item => item !== undefined);
    } catch (error) {
      throw new ServiceUnavailableError(
        'the catalog does not answer, so nobody knows who belongs where; try again',
      );
    }
  }
}

function targetsOf(entity: Entity, relation: string): string[] {
  return (entity.relations ?? [])
    .filter(({ type }) => type === relation)
    .map(({ targetRef }) => targetRef.toLocaleLowerCase('en-US'));
}

/** What the catalog accepts as kind, namespace and name of an entity. */
const PART = /^[a-z0-9]([-a-z0-9_.]*[a-z0-9])?$/i;
const REFERENCE = /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/;

/** An entity reference in full and in lower case; throws `InputError` that names the field. */
export function readEntityRef(
  value: string,
  field: string,
  defaultKind: string,
): string {
  const [, kind = defaultKind, namespace = 'default', name] =
    value.match(REFERENCE) ?? [];
  if (![kind, namespace, name].every(part => PART.test(part ?? ''))) {
    throw new InputError(
      `${field}: is no entity reference; write e.g. ${defaultKind}:default/ratings`,
    );
  }
  return stringifyEntityRef({ kind, namespace, name });
}
