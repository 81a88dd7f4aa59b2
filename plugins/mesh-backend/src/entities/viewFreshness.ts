import {
  ClusterFreshness,
  ClusterState,
} from '@meshport/backstage-plugin-mesh-common';
import { ClusterInventory, Inventory } from '../inventory';
import { EntityView } from './EntityView';

/** From the best to the worst. */
const ORDER: ClusterState[] = ['fresh', 'stale', 'syncing', 'unreachable'];

/**
 * How well a cluster is known as far as a view needs it. A remote cluster is
 * known no better than what the view needs of its primary.
 */
export function viewFreshness(
  view: EntityView<unknown>,
  cluster: ClusterInventory,
  inventory: Inventory,
): ClusterFreshness {
  const { primary: name } = cluster.details;
  const primary = name === undefined ? undefined : inventory.cluster(name);
  if (!primary) {
    return cluster.freshness([
      ...new Set([...view.inputs, ...view.controlPlaneInputs]),
    ]);
  }
  const own = cluster.freshness(view.inputs);
  if (view.controlPlaneInputs.length === 0) {
    return own;
  }
  const its = primary.freshness(view.controlPlaneInputs);
  const worse =
    ORDER.indexOf(its.state) > ORDER.indexOf(own.state) ? its.state : own.state;
  return {
    ...own,
    state: worse,
    asOf: own.asOf && its.asOf && (own.asOf < its.asOf ? own.asOf : its.asOf),
    failures: [
      ...own.failures,
      ...its.failures.map(failure => ({
        ...failure,
        primary: primary.details.name,
        message: `of its primary '${primary.details.name}': ${failure.message}`,
      })),
    ],
  };
}
