import {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import {
  CompoundEntityRef,
  Entity,
  RELATION_API_PROVIDED_BY,
  RELATION_CONSUMES_API,
  RELATION_DEPENDS_ON,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EntitySelection, selectionOf } from '../entities/EntitySelection';

/** How long what the whole catalog declares is used again, in milliseconds. */
const KEPT_MS = 60_000;

const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
  'relations',
];

/** Something that an entity is declared to call. */
export interface Dependency {
  /** Entity reference of who is called. */
  entity: string;
  /** In words, e.g. `consumes API api:default/ratings`. */
  relation: string;
  /** Undefined where annotations do not say which objects are its own, or cannot be read. */
  selection?: EntitySelection;
}

/** An entity with what it is declared to call. */
export interface Declared {
  entity: string;
  selection?: EntitySelection;
  dependencies: Dependency[];
}

/** What the catalog declares of who calls whom: `dependsOn` and `consumesApi`. */
export class DeclaredDependencies {
  #all?: { until: number; found: Promise<Declared[]> };

  constructor(
    private readonly services: {
      catalog: Pick<
        CatalogService,
        'getEntities' | 'getEntityByRef' | 'getEntitiesByRefs'
      >;
      auth: Pick<AuthService, 'getOwnServiceCredentials'>;
    },
  ) {}

  /**
   * Of one entity, as the caller sees the catalog.
   *
   * @throws `NotFoundError`, and `InputError` for a selector that cannot be read
   */
  async of(
    ref: CompoundEntityRef,
    credentials: BackstageCredentials,
  ): Promise<Declared> {
    const { catalog } = this.services;
    const entity = await catalog.getEntityByRef(ref, { credentials });
    if (!entity) {
      throw new NotFoundError(
        `There is no entity ${stringifyEntityRef(ref)} that you may see`,
      );
    }
    const find = async (refs: string[]) => {
      if (refs.length === 0) {
        return [];
      }
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs: refs, fields: FIELDS },
        { credentials },
      );
      return items.filter(one => one !== undefined);
    };
    const apis = await find(targetsOf(entity, RELATION_CONSUMES_API));
    const others = await find([
      ...targetsOf(entity, RELATION_DEPENDS_ON),
      ...apis.flatMap(api => targetsOf(api, RELATION_API_PROVIDED_BY)),
    ]);
    return declaredOf(entity, byRef([...apis, ...others]));
  }

  /**
   * Of every component, as the plugin itself: verdicts are made over all.
   *
   * @throws `ServiceUnavailableError` when the catalog does not answer
   */
  async all(): Promise<Declared[]> {
    if (!this.#all || this.#all.until < Date.now()) {
      const found = this.#read();
      this.#all = { until: Date.now() + KEPT_MS, found };
      // What failed is asked again.
      found.catch(() => {
        this.#all = undefined;
      });
    }
    return this.#all.found;
  }

  async #read(): Promise<Declared[]> {
    const { catalog, auth } = this.services;
    try {
      const { items } = await catalog.getEntities(
        { filter: { kind: ['component', 'api', 'resource'] }, fields: FIELDS },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      const known = byRef(items);
      return items
        .filter(({ kind }) => kind.toLowerCase() === 'component')
        .map(entity => declaredOf(entity, known))
        .filter(({ dependencies }) => dependencies.length > 0);
    } catch {
      throw new ServiceUnavailableError(
        'the catalog does not answer, so nobody knows what is declared; try again',
      );
    }
  }
}

function byRef(entities: readonly Entity[]): Map<string, Entity> {
  return new Map(entities.map(one => [stringifyEntityRef(one), one]));
}

function targetsOf(entity: Entity, relation: string): string[] {
  return (entity.relations ?? [])
    .filter(({ type }) => type === relation)
    .map(({ targetRef }) => targetRef.toLocaleLowerCase('en-US'));
}

/** A selector that cannot be read selects nothing that is known. */
function readableSelection(entity: Entity | undefined) {
  try {
    return entity && selectionOf(entity);
  } catch (error) {
    if (error instanceof Error && error.name === 'InputError') {
      return undefined;
    }
    throw error;
  }
}

function declaredOf(
  entity: Entity,
  known: ReadonlyMap<string, Entity>,
): Declared {
  const own = stringifyEntityRef(entity);
  const dependencies = [
    ...targetsOf(entity, RELATION_DEPENDS_ON).map(target => ({
      entity: target,
      relation: `depends on ${target}`,
    })),
    ...targetsOf(entity, RELATION_CONSUMES_API).flatMap(api => {
      const providers = targetsOf(
        known.get(api) ?? ({} as Entity),
        RELATION_API_PROVIDED_BY,
      );
      return (providers.length > 0 ? providers : [api]).map(provider => ({
        entity: provider,
        relation: `consumes API ${api}`,
      }));
    }),
  ].filter(one => one.entity !== own);
  const selection = readableSelection(entity);
  return {
    entity: own,
    ...(selection ? { selection } : {}),
    dependencies: dependencies.map(one => {
      const its = readableSelection(known.get(one.entity));
      return { ...one, ...(its ? { selection: its } : {}) };
    }),
  };
}
