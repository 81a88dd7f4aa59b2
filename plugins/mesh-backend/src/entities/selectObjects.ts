import { matchesRequirements } from '@meshport/istio';
import { ClusterInventory, StoredObject } from '../inventory';
import { EntitySelection } from './EntitySelection';

/** The objects of an entity in one cluster, whoever may read them. */
export interface EntityObjects {
  pods: StoredObject[];
  services: StoredObject[];
  workloadEntries: StoredObject[];
  workloadGroups: StoredObject[];
}

const AUTO_REGISTRATION_GROUP = 'istio.io/autoRegistrationGroup';

/** Applies a selection to the objects of a cluster. */
export function selectObjects(
  inventory: ClusterInventory,
  { requirements, namespace }: EntitySelection,
): EntityObjects {
  const matches = (labels: Record<string, string> | undefined) =>
    matchesRequirements(requirements, labels);
  const byMetadata = (object: StoredObject) => matches(object.metadata.labels);
  const workloadGroups = inventory
    .store('WorkloadGroup')
    .list(namespace)
    .filter(
      group =>
        byMetadata(group) ||
        matches(group.spec?.metadata?.labels) ||
        matches(group.spec?.template?.labels),
    );
  const groups = new Set(
    workloadGroups.map(g => `${g.metadata.namespace}/${g.metadata.name}`),
  );
  return {
    pods: inventory.store('Pod').list(namespace).filter(byMetadata),
    services: inventory.store('Service').list(namespace).filter(byMetadata),
    workloadEntries: inventory
      .store('WorkloadEntry')
      .list(namespace)
      .filter(
        entry =>
          byMetadata(entry) ||
          matches(entry.spec?.labels) ||
          // A group's own labels do not reach the entries made from it.
          groups.has(groupOf(entry)),
      ),
    workloadGroups,
  };
}

function groupOf({ metadata }: StoredObject): string {
  const owner = metadata.ownerReferences?.find(
    ({ kind }) => kind === 'WorkloadGroup',
  );
  const name = owner?.name ?? metadata.annotations?.[AUTO_REGISTRATION_GROUP];
  return `${metadata.namespace}/${name}`;
}
