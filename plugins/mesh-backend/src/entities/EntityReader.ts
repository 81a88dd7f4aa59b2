import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  CompoundEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ClusterFreshness,
  KUBERNETES_CLUSTER_ANNOTATION,
  MeshAnswer,
  WithheldNamespace,
} from '@meshport/backstage-plugin-mesh-common';
import { ClusterInventory, Inventory, StoredObject } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { EntitySelection, selectionOf } from './EntitySelection';
import { EntityView } from './EntityView';
import { ReadScope } from './ReadScope';
import { EntityObjects, selectObjects } from './selectObjects';
import { viewFreshness } from './viewFreshness';

/** What an entity has in one cluster, as far as the caller may know. */
interface Selected {
  /** Objects in namespaces that the caller may read. */
  objects: EntityObjects;
  withheld: WithheldNamespace[];
  /** Whether there may be more that the caller may not read. */
  isHeldBack: boolean;
}

/** Answers questions about catalog entities out of the inventory. */
export class EntityReader {
  readonly #catalog: CatalogService;
  readonly #inventory: Inventory;
  readonly #authorizer: MeshAuthorizer;

  constructor(options: {
    catalog: CatalogService;
    inventory: Inventory;
    authorizer: MeshAuthorizer;
  }) {
    this.#catalog = options.catalog;
    this.#inventory = options.inventory;
    this.#authorizer = options.authorizer;
  }

  /**
   * @throws `NotAllowedError` when the caller may not read clusters or
   * namespaces at all, `NotFoundError` when the caller does not see the
   * entity, `InputError` when its label selector or the reference cannot be
   * read
   */
  async read<T>(
    view: EntityView<T>,
    ref: CompoundEntityRef,
    credentials: BackstageCredentials,
  ): Promise<MeshAnswer<T>> {
    refuseControlCharacters(ref);
    const [scope, entity] = await Promise.all([
      ReadScope.create(this.#authorizer, credentials),
      this.#catalog.getEntityByRef(ref, { credentials }),
    ]);
    if (!entity) {
      throw new NotFoundError(
        `There is no entity ${stringifyEntityRef(ref)} that you may see`,
      );
    }
    const selection = selectionOf(entity);
    if (!selection) {
      return { items: [], clusters: [], withheld: [], missingAnnotation: true };
    }
    return this.#answer(view, selection, scope);
  }

  #answer<T>(
    view: EntityView<T>,
    selection: EntitySelection,
    scope: ReadScope,
  ): MeshAnswer<T> {
    const clusters = this.#inventory
      .clusters()
      .filter(
        ({ details: { name } }) =>
          (selection.cluster === undefined || selection.cluster === name) &&
          scope.mayReadCluster(name),
      );
    if (selection.cluster !== undefined && clusters.length === 0) {
      return {
        items: [],
        clusters: [unknownCluster(selection.cluster)],
        withheld: [],
      };
    }
    const answer: MeshAnswer<T> = { items: [], clusters: [], withheld: [] };
    for (const cluster of clusters) {
      const { objects, withheld, isHeldBack } = this.#select(
        cluster,
        selection,
        scope,
      );
      answer.clusters.push(viewFreshness(view, cluster, this.#inventory));
      answer.withheld.push(...withheld);
      if (isHeldBack && isEmpty(objects)) {
        // "Nothing runs here" would be a claim about what is held back.
        continue;
      }
      answer.items.push(
        ...view.judge({
          cluster,
          objects,
          inventory: this.#inventory,
          mayReadCluster: name => scope.mayReadCluster(name),
          mayReadNamespace: (name, namespace) =>
            scope.mayReadNamespace(name, namespace),
        }),
      );
    }
    return answer;
  }

  /** The entity's objects that the caller may read, and what is held back. */
  #select(
    cluster: ClusterInventory,
    selection: EntitySelection,
    scope: ReadScope,
  ): Selected {
    const { name } = cluster.details;
    const named = selection.namespace;
    if (named !== undefined && !scope.mayReadNamespace(name, named)) {
      return selectNothing(cluster, named, scope);
    }
    const all = selectObjects(cluster, selection);
    let isHeldBack = false;
    const readable = (objects: StoredObject[]) =>
      objects.filter(({ metadata }) => {
        const may = scope.mayReadNamespace(name, metadata.namespace ?? '');
        isHeldBack ||= !may;
        return may;
      });
    const objects = {
      pods: readable(all.pods),
      services: readable(all.services),
      workloadEntries: readable(all.workloadEntries),
      workloadGroups: readable(all.workloadGroups),
    };
    return {
      objects,
      isHeldBack,
      withheld: isHeldBack ? [{ cluster: name }] : [],
    };
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

function isEmpty(objects: EntityObjects): boolean {
  return Object.values(objects).every(list => list.length === 0);
}

/**
 * For a namespace that the entity names and the caller may not read. It is
 * said to be withheld whether or not it holds anything of the entity, so that
 * the answer tells nothing of what is in there.
 */
function selectNothing(
  cluster: ClusterInventory,
  namespace: string,
  scope: ReadScope,
): Selected {
  const { name } = cluster.details;
  const { listed, state } = cluster.status('Namespace');
  const exists = cluster.store('Namespace').get('', namespace) !== undefined;
  return {
    objects: {
      pods: [],
      services: [],
      workloadEntries: [],
      workloadGroups: [],
    },
    // A namespace that is not there holds nothing back.
    isHeldBack: exists || !listed,
    withheld:
      exists || state === 'Forbidden'
        ? [{ cluster: name, namespace, owner: scope.ownerOf(name, namespace) }]
        : [],
  };
}

/** The same words for a cluster that is not there and one that may not be read. */
function unknownCluster(name: string): ClusterFreshness {
  return {
    name,
    state: 'unreachable',
    failures: [
      {
        reason: 'Invalid',
        message: `annotation ${KUBERNETES_CLUSTER_ANNOTATION} names the cluster '${name}', which is not configured or which you may not read; correct the annotation or ask the platform team`,
      },
    ],
  };
}
