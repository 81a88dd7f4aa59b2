import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  CompoundEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
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
   * entity, `InputError` when its label selector cannot be read
   */
  async read<T>(
    view: EntityView<T>,
    ref: CompoundEntityRef,
    credentials: BackstageCredentials,
  ): Promise<MeshAnswer<T>> {
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
      const { objects, withheld } = this.#select(cluster, selection, scope);
      answer.clusters.push(cluster.freshness(view.inputs));
      answer.withheld.push(...withheld);
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
  ): { objects: EntityObjects; withheld: WithheldNamespace[] } {
    const { name } = cluster.details;
    const named = selection.namespace;
    if (named !== undefined && !scope.mayReadNamespace(name, named)) {
      // Said whether or not it holds anything of the entity, so that the
      // answer tells nothing of what is in there.
      const exists =
        !cluster.status('Namespace').listed ||
        cluster.store('Namespace').get('', named) !== undefined;
      return {
        objects: noObjects(),
        withheld: exists
          ? [
              {
                cluster: name,
                namespace: named,
                owner: scope.ownerOf(name, named),
              },
            ]
          : [],
      };
    }
    const all = selectObjects(cluster, selection);
    let heldBack = false;
    const readable = (objects: StoredObject[]) =>
      objects.filter(({ metadata }) => {
        const may = scope.mayReadNamespace(name, metadata.namespace ?? '');
        heldBack ||= !may;
        return may;
      });
    const objects = {
      pods: readable(all.pods),
      services: readable(all.services),
      workloadEntries: readable(all.workloadEntries),
      workloadGroups: readable(all.workloadGroups),
    };
    return { objects, withheld: heldBack ? [{ cluster: name }] : [] };
  }
}

function noObjects(): EntityObjects {
  return { pods: [], services: [], workloadEntries: [], workloadGroups: [] };
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
