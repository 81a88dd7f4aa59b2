import { controlPlanesIn } from '../../entities/controlPlanes';
import { Inventory } from '../../inventory';

/**
 * Istio's version for the machines of a control plane: its own. Undefined where
 * it is not known.
 *
 * @param revision - empty for the control plane without one
 */
export function machineVersion(
  inventory: Pick<Inventory, 'cluster'>,
  of: { cluster: string; revision: string },
): string | undefined {
  const cluster = inventory.cluster(of.cluster);
  return (
    cluster &&
    controlPlanesIn(cluster).find(
      one => one.revision === (of.revision || 'default'),
    )?.version
  );
}
