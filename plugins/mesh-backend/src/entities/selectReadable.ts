import { WithheldNamespace } from '@meshport/backstage-plugin-mesh-common';
import { ClusterInventory, StoredObject } from '../inventory';
import { EntitySelection } from './EntitySelection';
import { ReadScope } from './ReadScope';
import { EntityObjects, selectObjects } from './selectObjects';

/** What an entity has in one cluster, as far as the caller may know. */
export interface ReadableObjects {
  /** Objects in namespaces that the caller may read. */
  objects: EntityObjects;
  withheld: WithheldNamespace[];
  /** Whether there may be more that the caller may not read. */
  isHeldBack: boolean;
}

/** The entity's objects that the caller may read, and what is held back. */
export function selectReadable(
  cluster: ClusterInventory,
  selection: EntitySelection,
  scope: ReadScope,
): ReadableObjects {
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

/**
 * For a namespace that the entity names and the caller may not read. It is
 * said to be withheld whether or not it holds anything of the entity, so that
 * the answer tells nothing of what is in there.
 */
function selectNothing(
  cluster: ClusterInventory,
  namespace: string,
  scope: ReadScope,
): ReadableObjects {
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
