import { isSubset } from '@meshport/istio';
import { EntitySelection } from '../entities/EntitySelection';
import { EntityObjects, selectObjects } from '../entities/selectObjects';
import { ClusterInventory, StoredObject } from '../inventory';

/** The objects of an entity in a cluster, with every Service in front of its workloads. */
export function objectsOfEntity(
  cluster: ClusterInventory,
  selection: EntitySelection,
): EntityObjects {
  if (
    selection.cluster !== undefined &&
    selection.cluster !== cluster.details.name
  ) {
    return { pods: [], services: [], workloadEntries: [], workloadGroups: [] };
  }
  const objects = selectObjects(cluster, selection);
  const workloads = [...objects.pods, ...objects.workloadEntries];
  const namespaces = new Set(
    workloads.map(({ metadata }) => metadata.namespace ?? ''),
  );
  const inFront = [...namespaces].flatMap(namespace =>
    cluster
      .store('Service')
      .list(namespace)
      .filter(({ spec }) => {
        const selector: Record<string, string> = spec?.selector ?? {};
        return (
          Object.keys(selector).length > 0 &&
          workloads.some(
            workload =>
              workload.metadata.namespace === namespace &&
              isSubset(selector, labelsOf(workload)),
          )
        );
      }),
  );
  return {
    ...objects,
    services: [...new Set([...objects.services, ...inFront])],
  };
}

/** Labels as selectors of Services see them: a machine's are those of its workload. */
export function labelsOf({
  metadata,
  spec,
}: StoredObject): Record<string, string> {
  return { ...metadata.labels, ...spec?.labels };
}

/** Names an object by place and name. */
export function placeOf({ metadata }: StoredObject): {
  namespace: string;
  name: string;
} {
  return { namespace: metadata.namespace ?? '', name: metadata.name };
}
