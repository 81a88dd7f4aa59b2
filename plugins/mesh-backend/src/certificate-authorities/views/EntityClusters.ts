import {
  CompoundEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { selectionOf } from '../../entities/EntitySelection';
import { chosenClusters } from '../../entities/EntityVerdict';
import { Caller } from '../../entities/EntityLookup';
import { ReadScope } from '../../entities/ReadScope';
import { selectObjects } from '../../entities/selectObjects';
import { ClusterInventory } from '../../inventory';

/** Type of the catalog's resources that stand for clusters. */
const CLUSTER_TYPE = 'kubernetes-cluster';

/** The clusters that an entity is, or runs in. */
export class EntityClusters {
  constructor(private readonly catalog: CatalogService) {}

  /**
   * @returns undefined where the catalog does not say which clusters belong to
   * the entity; else those that were looked at, those that belong to it, and
   * whether others may, which the caller may not read
   * @throws `NotFoundError` when the caller does not see the entity,
   * `InputError` when its label selector cannot be read
   */
  async of(
    ref: CompoundEntityRef,
    { credentials }: Caller,
    readable: ClusterInventory[],
    scope: ReadScope,
    total: number,
  ): Promise<
    | { asked: ClusterInventory[]; found: ClusterInventory[]; hides: boolean }
    | undefined
  > {
    const entity = await this.catalog.getEntityByRef(ref, { credentials });
    if (!entity) {
      throw new NotFoundError(
        `There is no entity ${stringifyEntityRef(ref)} that you may see`,
      );
    }
    if (entity.kind === 'Resource' && entity.spec?.type === CLUSTER_TYPE) {
      const own = readable.filter(
        ({ details }) => details.name === entity.metadata.name,
      );
      return own.length > 0
        ? { asked: own, found: own, hides: false }
        : undefined;
    }
    const selection = selectionOf(entity);
    if (!selection) {
      return undefined;
    }
    const asked = chosenClusters(readable, selection, scope);
    return {
      asked,
      hides: selection.cluster === undefined && readable.length < total,
      found: asked.filter(cluster => {
        const { pods, workloadEntries } = selectObjects(cluster, selection);
        return [...pods, ...workloadEntries].some(({ metadata }) =>
          scope.mayReadNamespace(
            cluster.details.name,
            metadata.namespace ?? '',
          ),
        );
      }),
    };
  }
}
