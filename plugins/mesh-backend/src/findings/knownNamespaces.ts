import { Inventory } from '../inventory';

/**
 * The namespaces of all clusters. Undefined while those of some cluster are not
 * known: then any word may be the name of one.
 */
export function knownNamespaces(
  inventory: Inventory,
): ReadonlySet<string> | undefined {
  const all = inventory.clusters();
  return all.every(one => one.status('Namespace').listed)
    ? new Set(
        all.flatMap(one =>
          one
            .store('Namespace')
            .list()
            .map(({ metadata }) => metadata.name),
        ),
      )
    : undefined;
}
